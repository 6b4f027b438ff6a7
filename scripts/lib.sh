# shellcheck shell=bash
#
# What demo, test and the benchmark share: packages, the unprivileged user,
# a work folder, a private copy of a server with the extension in it, and a
# throw-away cluster.  Nothing of it is installed into the machine but Debian
# packages and the user; everything else is in the work folder and goes with it.

# PostgreSQL refuses to run as root.
TEST_USER=migrate-test

# The version that Debian 12 has.
HOST_VERSION=15

# Packages on the host: to build and run; for the tests; for histories.
# shellcheck disable=SC2034
BUILD_PACKAGES=("postgresql-$HOST_VERSION" gcc libc6-dev make)
# shellcheck disable=SC2034
TEST_PACKAGES=(python3 libipc-run-perl shellcheck)
# shellcheck disable=SC2034
HISTORY_PACKAGES=("postgresql-$HOST_VERSION-postgis-3" "postgresql-$HOST_VERSION-cron")

# Packages that hold the server's headers.  They are unpacked and not
# installed, which would bring a compiler suite of 1 GB.
HEADER_PACKAGES=(postgresql-server-dev-VERSION libpq-dev)

CHECKOUT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CACHE=${MIGRATE_CACHE:-/var/cache/migrate-test}
WORK=

# The server in use: its folder, where its programs are, whether it runs, and
# the folder that it sees as root, if that is another.  All paths but
# SERVER_ROOT are as the server sees them.
SERVER_VERSION=
SERVER_ROOT=
SERVER_BASE=
SERVER_BIN=
SERVER_RUNNING=

# Say what is being done.
note() {
	printf '== %s\n' "$*"
}

# Say why it cannot go on, and end.
die() {
	printf '%s: %s\n' "$(basename "$0")" "$*" >&2
	exit 1
}

# Run a command; show what it printed only if it fails.
quietly() {
	local log status=0
	log=$(mktemp)
	"$@" >"$log" 2>&1 </dev/null || status=$?
	if ((status != 0)); then
		printf '%s failed:\n' "$*"
		head -n 80 "$log"
		tail -n +81 "$log" | tail -n 40
	fi
	rm -f "$log"
	return "$status"
}

# Packages and users need root.
need_root() {
	((EUID == 0)) || die "needs root: it installs packages and makes the user $TEST_USER"
	command -v apt-get >/dev/null || die "needs Debian 12: there is no apt-get here"
}

PACKAGE_LISTS_FRESH=
# Fetch the lists of packages, once.
refresh_package_lists() {
	[[ -n $PACKAGE_LISTS_FRESH ]] && return
	quietly apt-get -q update
	PACKAGE_LISTS_FRESH=1
}

# Install those of the packages that are missing.
install_packages() {
	local package missing=()
	for package; do
		[[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
			missing+=("$package")
	done
	((${#missing[@]} == 0)) && return
	note "installing ${missing[*]}"
	refresh_package_lists &&
		quietly env DEBIAN_FRONTEND=noninteractive \
			apt-get -q -y --no-install-recommends install "${missing[@]}"
}

# Make the user that runs servers and tests.
make_user() {
	id "$TEST_USER" >/dev/null 2>&1 && return
	useradd --system --create-home --home-dir "/var/lib/$TEST_USER" --shell /bin/sh "$TEST_USER"
}

# Make the work folder, which the user can read and which goes at the end, and
# take the checkout as it is now: every server builds the same.
make_work() {
	WORK=$(mktemp -d "${MIGRATE_WORK:-/var/tmp}/migrate.XXXXXX")
	chmod 755 "$WORK"
	trap clean_up EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	copy_checkout "$WORK/checkout"
}

# Stop what runs and remove the work folder, however the script ends.
clean_up() {
	local status=${1:-$?}
	trap - EXIT
	stop_cluster || true
	[[ -n $WORK ]] && rm -rf --one-file-system "$WORK"
	exit "$status"
}

# Copy the checkout as it is now, with changes that are not committed.
copy_checkout() {
	local target=$1
	mkdir -p "$target"
	if command -v git >/dev/null && [[ -e $CHECKOUT/.git ]]; then
		git -C "$CHECKOUT" -c safe.directory="$CHECKOUT" \
			ls-files -z --cached --others --exclude-standard --deduplicate |
			tar -C "$CHECKOUT" --null --ignore-failed-read -T - -cf - 2>/dev/null |
			tar -C "$target" -xf -
	else
		tar -C "$CHECKOUT" --exclude=./.git -cf - . | tar -C "$target" -xf -
	fi
}

# Run a command as the unprivileged user, in its own environment, where the
# server is.  What tests are set by (how often, with which seed) goes along.
as_user() {
	local change=(runuser -u "$TEST_USER" --) settings=() name
	[[ -n $SERVER_ROOT ]] && change=(chroot --userspec="$TEST_USER" "$SERVER_ROOT")
	for name in "${!MIGRATE_@}"; do
		[[ -n ${!name} ]] || continue
		case $name in
			MIGRATE_CACHE | MIGRATE_WORK) ;;
			MIGRATE_TEST_DATA) settings+=("$name=$SERVER_BASE/data") ;;
			*) settings+=("$name=${!name}") ;;
		esac
	done
	"${change[@]}" env -i \
		HOME="/var/lib/$TEST_USER" PATH="$SERVER_BIN:/usr/local/bin:/usr/bin:/bin" \
		LANG=C.UTF-8 PGHOST="$SERVER_BASE/socket" PGUSER=postgres \
		"${settings[@]}" "$@"
}

# Unpack the server's headers below a folder.
unpack_headers() {
	local version=$1 target=$2 package deb
	if [[ -d /usr/include/postgresql/$version/server ]]; then
		mkdir -p "$target/usr/include"
		ln -s /usr/include/postgresql "$target/usr/include/postgresql"
		return
	fi
	mkdir -p "$CACHE"
	for package in "${HEADER_PACKAGES[@]/VERSION/$version}"; do
		deb=$(find "$CACHE" -name "${package}_*.deb" | head -n 1)
		if [[ -z $deb ]]; then
			refresh_package_lists
			(cd "$CACHE" && quietly apt-get -q download "$package") || return
			deb=$(find "$CACHE" -name "${package}_*.deb" | head -n 1)
		fi
		dpkg -x "$deb" "$target"
	done
}

# Make a private copy of the host's server.  PostgreSQL finds its files from
# where its program is, so the copy has folders of its own for extensions.
make_host_server() {
	SERVER_VERSION=$HOST_VERSION
	SERVER_ROOT=
	SERVER_BASE=$WORK/$SERVER_VERSION
	SERVER_BIN=$SERVER_BASE/usr/lib/postgresql/$SERVER_VERSION/bin
	mkdir -p "$SERVER_BASE/usr/lib/postgresql" "$SERVER_BASE/usr/share/postgresql"
	cp -a --reflink=auto "/usr/lib/postgresql/$SERVER_VERSION" "$SERVER_BASE/usr/lib/postgresql/"
	cp -a --reflink=auto "/usr/share/postgresql/$SERVER_VERSION" "$SERVER_BASE/usr/share/postgresql/"
	unpack_headers "$SERVER_VERSION" "$SERVER_BASE"
	give_folders
}

# Give the server a copy of the checkout, a socket folder, and the test data.
give_folders() {
	local base=$SERVER_ROOT$SERVER_BASE
	cp -a "$WORK/checkout" "$base/source"
	mkdir -p "$base/socket"
	if [[ -n ${MIGRATE_TEST_DATA:-} ]]; then
		cp -r "$MIGRATE_TEST_DATA" "$base/data"
		chmod -R u+w,a+rX "$base/data"
	fi
	chown -R "$TEST_USER" "$base/source" "$base/socket"
}

# Run make in the copy of the checkout, as the user.
make_as_user() {
	as_user make -C "$SERVER_BASE/source" -j2 with_llvm=no \
		PG_CONFIG="$SERVER_BIN/pg_config" "$@"
}

# Build the extension and put it into the private server.
build_and_install() {
	make_as_user clean >/dev/null || return
	quietly make_as_user || return
	chown -R "$TEST_USER" "$SERVER_ROOT$(server_folder --pkglibdir)" \
		"$SERVER_ROOT$(server_folder --sharedir)"
	quietly make_as_user install
}

# One of the server's folders, as pg_config names it.
server_folder() {
	as_user "$SERVER_BIN/pg_config" "$1"
}

# Start a throw-away cluster, new when there is none yet; the arguments are
# lines of its configuration.
# shellcheck disable=SC2120
start_cluster() {
	local data=$SERVER_BASE/cluster
	if [[ ! -d $SERVER_ROOT$data ]]; then
		install -d -o "$TEST_USER" -m 700 "$SERVER_ROOT$data"
		quietly as_user initdb -D "$data" -A trust -N -U postgres --encoding UTF8 --locale C.UTF-8
	fi
	printf '%s\n' "listen_addresses = ''" "unix_socket_directories = '$SERVER_BASE/socket'" \
		"lc_messages = 'C'" "$@" >>"$SERVER_ROOT$data/postgresql.conf"
	quietly as_user pg_ctl -D "$data" -l "$SERVER_BASE/socket/log" -w start
	SERVER_RUNNING=1
}

# Stop the cluster if it runs.
stop_cluster() {
	[[ -n $SERVER_RUNNING ]] || return 0
	SERVER_RUNNING=
	quietly as_user pg_ctl -D "$SERVER_BASE/cluster" -m fast -w stop
}
