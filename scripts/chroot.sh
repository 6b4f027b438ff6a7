# shellcheck shell=bash
#
# Servers of other versions than the host's, each in a chroot of the Debian
# release that has it, and servers with assertions, which are built there from
# Debian's source.  Needs lib.sh.
#
# The mirror and the settings of apt are those of this machine.  An image is
# made once, kept as an archive in the cache, and unpacked for each run.

# The Debian release that has a version of PostgreSQL.
declare -A DEBIAN_RELEASES=([17]=trixie [18]=forky)

# What goes into an image: to build and test, and for histories if it is there.
CHROOT_PACKAGES=(postgresql-VERSION gcc libc6-dev make libipc-run-perl python3)
CHROOT_HISTORY_PACKAGES=(postgresql-VERSION-pgvector postgresql-VERSION-cron postgresql-VERSION-postgis-3)

# What a server with assertions is built and tested with, what only the scripts
# made at random need, how it is built, and where it goes.
ASSERT_PACKAGES=(bison bzip2 flex gcc libc6-dev libipc-run-perl make perl python3 zlib1g-dev)
ASSERT_FUZZ_PACKAGES=(sqlsmith)
ASSERT_OPTIONS=(--enable-cassert --enable-debug --enable-tap-tests
	--without-icu --without-readline CFLAGS=-O1)
ASSERT_PREFIX=/usr/local/pgsql

# Print the address of the mirror that this machine's Debian comes from.
debian_mirror() {
	local codename
	codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
	# shellcheck disable=SC2016
	apt-get indextargets --format '$(REPO_URI)' \
		'Identifier: Packages' "Codename: $codename" 'Origin: Debian' | head -n 1
}

# The archive of a server's image; its name changes with the way it is made.
image_path() {
	local server=$1 recipe
	recipe=$(declare -f make_debian prepare_apt install_in_image;
		if [[ $server == *-assert ]]; then
			declare -f build_assert_image
			declare -p ASSERT_PACKAGES ASSERT_FUZZ_PACKAGES ASSERT_OPTIONS ASSERT_PREFIX
		else
			declare -f build_image unpack_in_image
			declare -p CHROOT_PACKAGES CHROOT_HISTORY_PACKAGES HEADER_PACKAGES
		fi)
	echo "$CACHE/postgresql-$server-$(sha256sum <<<"$recipe" | cut -c 1-12).tar.zst"
}

# Make the image of a server, such as 17 or 18-assert, if it is not in the cache.
# If that is not possible, the last line printed says why.
make_chroot_image() {
	local server=$1 version=${1%-assert} build=build_image image root status=0
	if [[ -z ${DEBIAN_RELEASES[$version]:-} ]]; then
		echo "no Debian release is known to have it"
		return 1
	fi
	image=$(image_path "$server")
	install_packages debootstrap zstd || { echo "debootstrap cannot be installed"; return 1; }
	[[ -e $image ]] && return
	[[ $server == "$version" ]] || build=build_assert_image
	root=$(mktemp -d "$WORK/image.XXXXXX")
	chmod 755 "$root"
	if ! "$build" "$version" "$root" || ! keep_image "$image" "$root"; then
		status=1
	fi
	rm -rf --one-file-system "$root"
	((status == 0)) || echo "its chroot of Debian ${DEBIAN_RELEASES[$version]} could not be made"
	return "$status"
}

# Keep an image as an archive, in place of older ones.
keep_image() {
	local image=$1 root=$2
	mkdir -p "$CACHE" || return
	rm -f "${image%-*}-"????????????.tar.zst
	tar -C "$root" --one-file-system -cf - . | zstd -q -3 -T0 -f -o "$image.new" &&
		mv "$image.new" "$image"
}

# Install Debian and a server below a folder.
build_image() {
	local version=$1 root=$2
	make_debian "${DEBIAN_RELEASES[$version]}" "$root" || return
	quietly install_in_image "$root" "${CHROOT_PACKAGES[@]/VERSION/$version}" || return
	quietly install_in_image "$root" "${CHROOT_HISTORY_PACKAGES[@]/VERSION/$version}" ||
		echo "some extensions are missing on PostgreSQL $version"
	quietly unpack_in_image "$root" "${HEADER_PACKAGES[@]/VERSION/$version}" || return
	chroot "$root" apt-get clean
}

# Install Debian below a folder, and build a server with assertions there, from
# the source of its package.
build_assert_image() {
	local version=$1 root=$2
	make_debian "${DEBIAN_RELEASES[$version]}" "$root" || return
	sed -n 's/^deb /deb-src /p' "$root/etc/apt/sources.list" \
		>"$root/etc/apt/sources.list.d/source.list" || return
	quietly install_in_image "$root" "${ASSERT_PACKAGES[@]}" || return
	quietly install_in_image "$root" "${ASSERT_FUZZ_PACKAGES[@]}" ||
		echo "${ASSERT_FUZZ_PACKAGES[*]} cannot be had"
	# shellcheck disable=SC2016
	quietly chroot "$root" env PATH=/usr/sbin:/usr/bin:/sbin:/bin sh -e -c '
		name=$1
		shift
		mkdir -p /build/source
		cd /build
		apt-get -q source --download-only "$name"
		tar -C source --strip-components=1 -xf "$name"_*.orig.tar.*
		cd source
		./configure "$@"
		make -s -j2 all
		make -s -j2 -C contrib all
		make -s install
		make -s -C contrib install
		cd /
		rm -r /build
		apt-get clean' -- "postgresql-$version" --prefix="$ASSERT_PREFIX" "${ASSERT_OPTIONS[@]}"
}

# Install a release of Debian below a folder.
make_debian() {
	local release=$1 root=$2 mirror proxy script scripts=/usr/share/debootstrap/scripts
	mirror=$(debian_mirror)
	if [[ -z $mirror ]]; then
		echo "apt names no mirror of Debian"
		return 1
	fi
	proxy=$(apt-config dump --format '%v' Acquire::http::Proxy)
	script=$scripts/$release
	[[ -e $script ]] || script=$scripts/sid
	quietly env ${proxy:+http_proxy="$proxy"} \
		debootstrap --variant=minbase "$release" "$root" "$mirror" "$script" || return
	prepare_apt "$root"
}

# Settings in an image: the machine's own for apt, no documentation, nothing
# is started and no cluster is made at installation.  systemd-tmpfiles would
# need /proc, which is not mounted: nothing outside the work folder is touched.
prepare_apt() {
	local root=$1
	apt-config dump Acquire >"$root/etc/apt/apt.conf.d/00host" || return
	mkdir -p "$root/etc/postgresql-common" || return
	printf 'create_main_cluster = false\n' >"$root/etc/postgresql-common/createcluster.conf"
	printf '%s\n' 'path-exclude=/usr/share/doc/*' 'path-exclude=/usr/share/man/*' \
		'path-exclude=/usr/share/locale/*' >"$root/etc/dpkg/dpkg.cfg.d/lean"
	printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
	chroot "$root" dpkg-divert --quiet --local --rename --add /usr/bin/systemd-tmpfiles
	printf '#!/bin/sh\nexit 0\n' >"$root/usr/bin/systemd-tmpfiles"
	chmod 755 "$root/usr/sbin/policy-rc.d" "$root/usr/bin/systemd-tmpfiles"
}

# Install packages in an image.
install_in_image() {
	local root=$1
	shift
	# shellcheck disable=SC2016
	chroot "$root" env DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin \
		sh -c 'apt-get -q update && apt-get -q -y --no-install-recommends \
			-o Dpkg::Options::=--force-confold install "$@"' -- "$@"
}

# Unpack packages in an image without installing them.
unpack_in_image() {
	local root=$1
	shift
	# shellcheck disable=SC2016
	chroot "$root" env PATH=/usr/sbin:/usr/bin:/sbin:/bin \
		sh -c 'cd /tmp && apt-get -q download "$@" &&
			for deb in *.deb; do dpkg -x "$deb" / && rm "$deb" || exit; done' -- "$@"
}

# The version whose clusters a server's pg_upgrade is tested with.
# shellcheck disable=SC2034
declare -A OLDER_VERSIONS=([17]=15 [18]=17)

# Print what the programs of a server, and what they load, are linked with, as
# ldd says it where the server in use is.
list_libraries() {
	local lib=$1
	as_user ldd "$lib"/bin/{postgres,pg_ctl,psql} "$lib"/lib/{plpgsql,dict_snowball,migrate}.so
}

# Keep the programs of the server in use, the extension, and all libraries that
# they are linked with, for the chroot of a newer server.  It goes without LLVM.
keep_programs() {
	local folder=$WORK/programs-$SERVER_VERSION lib share name path
	lib=$(dirname "$SERVER_BIN")
	share=$(server_folder --sharedir)
	mkdir -p "$folder/lib" "$folder/share" "$folder/libraries"
	tar -C "$SERVER_ROOT$lib" --exclude=./lib/bitcode --exclude='./lib/llvmjit*' -cf - . |
		tar -C "$folder/lib" -xf -
	cp -a "$SERVER_ROOT$share/." "$folder/share"
	while read -r name path; do
		cp -L "$SERVER_ROOT$path" "$folder/libraries/$name"
	done < <(list_libraries "$lib" | sed -nE 's/^\s*(\S+) => (\/\S+) .*/\1 \2/p' | sort -u)
}

# Put the programs of an older server into the chroot in use, where Debian has
# them, with the libraries that this release of Debian no longer has.
add_programs() {
	local version=$1 folder=$WORK/programs-$1 lib=/usr/lib/postgresql/$1 name before='' missing
	mkdir -p "$SERVER_ROOT/usr/lib/postgresql" "$SERVER_ROOT/usr/share/postgresql"
	cp -a "$folder/lib" "$SERVER_ROOT$lib"
	cp -a "$folder/share" "$SERVER_ROOT/usr/share/postgresql/$version"
	while true; do
		missing=$(list_libraries "$lib" | sed -nE 's/^\s*(\S+) => not found/\1/p' | sort -u)
		[[ $missing != "$before" ]] || break
		before=$missing
		for name in $missing; do
			cp "$folder/libraries/$name" "$SERVER_ROOT/usr/local/lib/"
		done
		chroot "$SERVER_ROOT" /sbin/ldconfig
	done
	if [[ -n $missing ]]; then
		note "programs of PostgreSQL $version lack ${missing//$'\n'/ }"
		return 1
	fi
}

# Unpack the image of a server and make it the one in use.
make_chroot_server() {
	SERVER_VERSION=${1%-assert}
	SERVER_ROOT=$WORK/$1
	SERVER_BASE=/migrate
	SERVER_BIN=/usr/lib/postgresql/$SERVER_VERSION/bin
	# shellcheck disable=SC2034
	[[ $1 == "$SERVER_VERSION" ]] || SERVER_BIN=$ASSERT_PREFIX/bin
	mkdir -p "$SERVER_ROOT"
	zstd -q -d -c "$(image_path "$1")" | tar -C "$SERVER_ROOT" -xf -
	chmod 755 "$SERVER_ROOT"
	chroot "$SERVER_ROOT" groupadd --system -o -g "$(id -g "$TEST_USER")" "$TEST_USER"
	chroot "$SERVER_ROOT" useradd --system -o -u "$(id -u "$TEST_USER")" -g "$TEST_USER" \
		--create-home --home-dir "/var/lib/$TEST_USER" --shell /bin/sh "$TEST_USER"
	mkdir -p "$SERVER_ROOT$SERVER_BASE"
	give_folders
}
