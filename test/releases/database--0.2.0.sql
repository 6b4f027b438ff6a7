-- A database whose history the library of 0.2.0 wrote, as pg_dump writes it.

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

CREATE EXTENSION IF NOT EXISTS migrate WITH SCHEMA pg_catalog;

COMMENT ON EXTENSION migrate IS 'schema migrations that live inside the database';

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE public.a (
    id integer NOT NULL,
    t text
);

CREATE TABLE public.b (
    id integer
);

CREATE TABLE public.c (
    id integer
);

CREATE TABLE public.d (
    id integer
);

CREATE TABLE public.e (
    id integer
);

CREATE VIEW public.v AS
 SELECT 1 AS "?column?",
    2 AS more;

COPY migrate.companion (event, project, path, script) FROM stdin;
3	main	migration_lock.toml	e36c96b04c104e758d02a6cdb7fc2583b3c77b6c6eacab1f561f4c44597b10b7
\.

COPY migrate.event (id, project, name, action, script, detail, started_at, finished_at, statement, statements, line, row_count, sqlstate, message, error_detail, error_hint, login_name, role_name, application, client, xid, system_id, timeline, format, previous, hash) FROM stdin;
1	\N	\N	grant	\N	reader = reader	2026-11-24 23:03:42.651981+00	2026-11-24 23:03:42.655755+00	\N	\N	\N	\N	\N	\N	\N	\N	postgres	postgres	psql	local	729	7711877572035081744	1	2		40bc2b480778a12275df4ba075d086abe51cc506daffac6d120e5ce10926052e
2	\N	\N	grant	\N	operator = operator	2026-11-24 23:03:42.680814+00	2026-11-24 23:03:42.682333+00	\N	\N	\N	\N	\N	\N	\N	\N	postgres	postgres	psql	local	730	7711877572035081744	1	2	40bc2b480778a12275df4ba075d086abe51cc506daffac6d120e5ce10926052e	9e8ddc82ac3aa7b8c88de420792dc81eadbd3c1f983f938814b247bb675ea200
3	main	\N	add	\N	2 added, 0 replaced	2026-11-24 23:03:42.691593+00	2026-11-24 23:03:42.692963+00	\N	\N	\N	\N	\N	\N	\N	\N	postgres	postgres	psql	local	731	7711877572035081744	1	2	9e8ddc82ac3aa7b8c88de420792dc81eadbd3c1f983f938814b247bb675ea200	030ebde012311f2ac77a12b213d448e5cf543b38c8a0e137f8a91e957bbc1c8b
4	main	1_a	apply	ff5d2a1ff40af5ce159705b1648f4422588adbb07cd16a5dca426cfae4927f5b	\N	2026-11-24 23:03:42.746782+00	2026-11-24 23:03:42.759601+00	2	2	\N	2	\N	\N	\N	\N	postgres	postgres	psql	local	733	7711877572035081744	1	2	030ebde012311f2ac77a12b213d448e5cf543b38c8a0e137f8a91e957bbc1c8b	b23a941ccd389657fafc436db4da3841048d6f134ef9d841e76f73c73f18be57
5	main	2_b	start	1caf7d18145b36f88cbb7d240ef277f6cd4f79d78893e1be65b9b45751776f99	apply	2026-11-24 23:03:42.766821+00	2026-11-24 23:03:42.767596+00	\N	2	\N	\N	\N	\N	\N	\N	postgres	postgres	psql	local	734	7711877572035081744	1	2	b23a941ccd389657fafc436db4da3841048d6f134ef9d841e76f73c73f18be57	faefedf1a451b9c31285ee82ea888eba86fc89d9dcf2edad75c78d530af9e9c2
6	main	2_b	step	1caf7d18145b36f88cbb7d240ef277f6cd4f79d78893e1be65b9b45751776f99	apply	2026-11-24 23:03:42.767961+00	2026-11-24 23:03:42.777266+00	1	2	1	0	\N	\N	\N	\N	postgres	postgres	psql	local	735	7711877572035081744	1	2	faefedf1a451b9c31285ee82ea888eba86fc89d9dcf2edad75c78d530af9e9c2	3163f8d6846f7cc7c93b1e82d0946693eef5dca2017edeec84a3aceae6edc3d7
7	main	2_b	apply	1caf7d18145b36f88cbb7d240ef277f6cd4f79d78893e1be65b9b45751776f99	\N	2026-11-24 23:03:42.766821+00	2026-11-24 23:03:42.78465+00	2	2	\N	0	\N	\N	\N	\N	postgres	postgres	psql	local	738	7711877572035081744	1	2	3163f8d6846f7cc7c93b1e82d0946693eef5dca2017edeec84a3aceae6edc3d7	32ae57743d1a3b6997e0feb035c1ede2e2ebdaf06d71bde7ed2aadb67593432f
8	main	\N	setting	\N	lock_timeout = 3s	2026-11-24 23:03:42.788789+00	2026-11-24 23:03:42.788929+00	\N	\N	\N	\N	\N	\N	\N	\N	postgres	postgres	psql	local	739	7711877572035081744	1	2	32ae57743d1a3b6997e0feb035c1ede2e2ebdaf06d71bde7ed2aadb67593432f	35a5190df698428c8538e284f75e9c9bc3f6767ed084ccc7b59cda51548bc80a
9	\N	\N	setting	\N	lock_wait = 30s	2026-11-24 23:03:42.796291+00	2026-11-24 23:03:42.796444+00	\N	\N	\N	\N	\N	\N	\N	\N	postgres	postgres	psql	local	740	7711877572035081744	1	2	35a5190df698428c8538e284f75e9c9bc3f6767ed084ccc7b59cda51548bc80a	5e7d3c430e0b85a205f510aabb0db928ca11a793c5d71dc51028c4ee00b47eb9
10	\N	\N	setting	\N	lock_wait = default	2026-11-24 23:03:42.816866+00	2026-11-24 23:03:42.816993+00	\N	\N	\N	\N	\N	\N	\N	\N	postgres	postgres	psql	local	741	7711877572035081744	1	2	5e7d3c430e0b85a205f510aabb0db928ca11a793c5d71dc51028c4ee00b47eb9	399b2fa586ec8f72cc72bb8ba245858c2c89629a72a6bd703fdc791da0209893
11	other	\N	setting	\N	out_of_order = allow	2026-11-24 23:03:42.824777+00	2026-11-24 23:03:42.8249+00	\N	\N	\N	\N	\N	\N	\N	\N	postgres	postgres	psql	local	742	7711877572035081744	1	2	399b2fa586ec8f72cc72bb8ba245858c2c89629a72a6bd703fdc791da0209893	564902a70cb8bf8ae3319011ce14a7c5c8a50b39882a96ac6e691405e9386231
12	main	1_a	repair	fef014f073cdc479f5f6a2d55322726b8465be2ff0a2b0469aacce1467a7880f	ff5d2a1ff40af5ce159705b1648f4422588adbb07cd16a5dca426cfae4927f5b	2026-11-24 23:03:42.833402+00	2026-11-24 23:03:42.833673+00	\N	\N	\N	\N	\N	by hand	\N	\N	postgres	postgres	psql	local	743	7711877572035081744	1	2	564902a70cb8bf8ae3319011ce14a7c5c8a50b39882a96ac6e691405e9386231	69205e438a9cc85e53f34d73d2c9dbad22e53f52f76a6471877828a8bd5bc182
13	other	1	add	\N	1 added, 0 replaced	2026-11-24 23:03:42.845635+00	2026-11-24 23:03:42.845877+00	\N	\N	\N	\N	\N	\N	\N	\N	postgres	postgres	psql	local	744	7711877572035081744	1	2	69205e438a9cc85e53f34d73d2c9dbad22e53f52f76a6471877828a8bd5bc182	658a229cf39bf0646efb1a7c2ab3d719cebeb37b4dc53e722fc20702ea67baed
14	other	2	add	\N	1 added, 0 replaced	2026-11-24 23:03:42.85522+00	2026-11-24 23:03:42.855414+00	\N	\N	\N	\N	\N	\N	\N	\N	postgres	postgres	psql	local	745	7711877572035081744	1	2	658a229cf39bf0646efb1a7c2ab3d719cebeb37b4dc53e722fc20702ea67baed	900f7d8b00b410bd736b56082119080bd4128b0497ee6c939b6792f189dc4f40
15	other	r	add	\N	1 added, 0 replaced	2026-11-24 23:03:42.858136+00	2026-11-24 23:03:42.858335+00	\N	\N	\N	\N	\N	\N	\N	\N	postgres	postgres	psql	local	746	7711877572035081744	1	2	900f7d8b00b410bd736b56082119080bd4128b0497ee6c939b6792f189dc4f40	c3f8e693bac7a73718f06b150706d882d6f193288a77800ed510b4a2cb973793
16	other	1	apply	e6cfd3533d02c8424b1fa86e243cb802a9a4c232b93dad8a49892d41396fbf5e	\N	2026-11-24 23:03:42.866208+00	2026-11-24 23:03:42.87349+00	1	1	\N	0	\N	\N	\N	\N	postgres	postgres	psql	local	748	7711877572035081744	1	2	c3f8e693bac7a73718f06b150706d882d6f193288a77800ed510b4a2cb973793	0e6a6baa9fc0de6f6b4e5d8b2244c4cddc895310e2574e4199cb33a53b547e52
17	other	2	apply	613941d198f3b53592e64920d38b832c67aba6644235ec2658e6617d9e629c04	\N	2026-11-24 23:03:42.874083+00	2026-11-24 23:03:42.880739+00	1	1	\N	0	\N	\N	\N	\N	postgres	postgres	psql	local	749	7711877572035081744	1	2	0e6a6baa9fc0de6f6b4e5d8b2244c4cddc895310e2574e4199cb33a53b547e52	fe23cc29b0bc398c4e30a64bca252a215eda097c706103808626741fe8505a6a
18	other	r	apply	3b0891caa4f8f3a96dd8d1bbe5d542b6ebbd60d479b67a19dd698a3c1877651b	\N	2026-11-24 23:03:42.881343+00	2026-11-24 23:03:42.882325+00	1	1	\N	0	\N	\N	\N	\N	postgres	postgres	psql	local	750	7711877572035081744	1	2	fe23cc29b0bc398c4e30a64bca252a215eda097c706103808626741fe8505a6a	276d092db1deedbc46302e8b501f3736c99db73607d1974e77a2d85304edd367
19	other	2	rename	\N	2_new	2026-11-24 23:03:42.88913+00	2026-11-24 23:03:42.889229+00	\N	\N	\N	\N	\N	\N	\N	\N	postgres	postgres	psql	local	751	7711877572035081744	1	2	276d092db1deedbc46302e8b501f3736c99db73607d1974e77a2d85304edd367	b6d830704f9cef80d6208b3b9eb4acecbdf394d7acc56d718bf8365caef075a9
20	other	r	add	\N	0 added, 1 replaced	2026-11-24 23:03:42.891208+00	2026-11-24 23:03:42.891359+00	\N	\N	\N	\N	\N	\N	\N	\N	postgres	postgres	psql	local	752	7711877572035081744	1	2	b6d830704f9cef80d6208b3b9eb4acecbdf394d7acc56d718bf8365caef075a9	6e1a81932ff582413ea1ec0b0176ee05089e6babea0640e1e04ea301eda2c5f8
21	other	r	apply	8f5316b02bc092530c7918d865ee13e7ded09d5514a966eded9c57ae419fe33f	\N	2026-11-24 23:03:42.894646+00	2026-11-24 23:03:42.895338+00	1	1	\N	0	\N	\N	\N	\N	postgres	postgres	psql	local	754	7711877572035081744	1	2	6e1a81932ff582413ea1ec0b0176ee05089e6babea0640e1e04ea301eda2c5f8	b34a353b5d84ff614e46202104f4c58bfef47a193dcda879ac8255ee7a329432
22	other	3	add	\N	1 added, 0 replaced	2026-11-24 23:03:42.902464+00	2026-11-24 23:03:42.902675+00	\N	\N	\N	\N	\N	\N	\N	\N	postgres	postgres	psql	local	755	7711877572035081744	1	2	b34a353b5d84ff614e46202104f4c58bfef47a193dcda879ac8255ee7a329432	294c57da919c53d6643b72ee06041015b07f7e517c9be3fa4e178d84ea3ff8ce
23	other	3	apply	1d6a12252ca55db7a202d76b7afdcdacb9b0c90734f73d9c88f27eba4bf67288	\N	2026-11-24 23:03:42.909719+00	2026-11-24 23:03:42.909854+00	1	1	\N	1	\N	\N	\N	\N	postgres	postgres	psql	local	757	7711877572035081744	1	2	294c57da919c53d6643b72ee06041015b07f7e517c9be3fa4e178d84ea3ff8ce	92e9b3d4444237a568f5ceb6734f6128dbfc54d0c5cb3af366e9dbf553eef8e1
24	other	3	revert	ac7ad1da52b8b4983781455919bc2544dbc08988742f5789ce578a4de2d38b79	\N	2026-11-24 23:03:42.916147+00	2026-11-24 23:03:42.916308+00	1	1	\N	1	\N	\N	\N	\N	postgres	postgres	psql	local	759	7711877572035081744	1	2	92e9b3d4444237a568f5ceb6734f6128dbfc54d0c5cb3af366e9dbf553eef8e1	dffbc8cb2cf19b1a8fd6cc824b84265cc48344a105ccfedd7f4047150bf61086
25	other	4	add	\N	1 added, 0 replaced	2026-11-24 23:03:42.922855+00	2026-11-24 23:03:42.923062+00	\N	\N	\N	\N	\N	\N	\N	\N	postgres	postgres	psql	local	760	7711877572035081744	1	2	dffbc8cb2cf19b1a8fd6cc824b84265cc48344a105ccfedd7f4047150bf61086	0f895b24aefec657e285691b8a07c35d3078deb5e87c2f6282ff93b841c3d414
26	other	3	baseline	1d6a12252ca55db7a202d76b7afdcdacb9b0c90734f73d9c88f27eba4bf67288	\N	2026-11-24 23:03:42.929987+00	2026-11-24 23:03:42.930049+00	\N	\N	\N	\N	\N	\N	\N	\N	postgres	postgres	psql	local	761	7711877572035081744	1	2	0f895b24aefec657e285691b8a07c35d3078deb5e87c2f6282ff93b841c3d414	e4375b5fdcdaff79b01eb205494cd0d388a26d8c5e6693ee0225924784164b77
27	other	4	baseline	8d955d3543daa74ff3cce90c1bab1ffe9ab9508bbfa7386cf164c71d0932bd4c	\N	2026-11-24 23:03:42.929987+00	2026-11-24 23:03:42.931633+00	\N	\N	\N	\N	\N	\N	\N	\N	postgres	postgres	psql	local	761	7711877572035081744	1	2	e4375b5fdcdaff79b01eb205494cd0d388a26d8c5e6693ee0225924784164b77	24545e481678bed69bace5fdab8ccb801da3c00dafb7d4a69c435b869e4e0651
28	other	5	add	\N	1 added, 0 replaced	2026-11-24 23:03:42.938455+00	2026-11-24 23:03:42.938616+00	\N	\N	\N	\N	\N	\N	\N	\N	postgres	operator	psql	local	762	7711877572035081744	1	2	24545e481678bed69bace5fdab8ccb801da3c00dafb7d4a69c435b869e4e0651	bc17eb08e6ca755ce42d7a165771747dc9c2e707614a054555e17ad3657417cb
29	other	5	trust	35a0dc4f37be48ac47f0e217964da5b8628ad856622d0f319f5968f336ddcbe1	\N	2026-11-24 23:03:42.942377+00	2026-11-24 23:03:42.942446+00	\N	\N	\N	\N	\N	\N	\N	\N	postgres	postgres	psql	local	763	7711877572035081744	1	2	bc17eb08e6ca755ce42d7a165771747dc9c2e707614a054555e17ad3657417cb	8b41935ec7464ea7c025b617b20cf780ae7b9867f5d4641a267fa73d3673178d
30	other	5	resolve	35a0dc4f37be48ac47f0e217964da5b8628ad856622d0f319f5968f336ddcbe1	applied	2026-11-24 23:03:42.949693+00	2026-11-24 23:03:42.949761+00	\N	\N	\N	\N	\N	seen	\N	\N	postgres	postgres	psql	local	764	7711877572035081744	1	2	8b41935ec7464ea7c025b617b20cf780ae7b9867f5d4641a267fa73d3673178d	ec7af973a211a01b89d62a8fc52705c1f614e9763c0b4d691cf84d910fba4ef2
31	other	6	add	\N	1 added, 0 replaced	2026-11-24 23:03:42.951445+00	2026-11-24 23:03:42.951582+00	\N	\N	\N	\N	\N	\N	\N	\N	postgres	postgres	psql	local	765	7711877572035081744	1	2	ec7af973a211a01b89d62a8fc52705c1f614e9763c0b4d691cf84d910fba4ef2	56d31e0e95ccb992168830480abfc8e7af556d676bcf422486a6cb754f0a6194
32	other	6	remove	\N	\N	2026-11-24 23:03:42.956986+00	2026-11-24 23:03:42.957036+00	\N	\N	\N	\N	\N	\N	\N	\N	postgres	postgres	psql	local	766	7711877572035081744	1	2	56d31e0e95ccb992168830480abfc8e7af556d676bcf422486a6cb754f0a6194	53de041a8d5951e55f23db9da42b3252eb33939e40d68e9b3ff82146a97e4021
33	failing	7_late	add	\N	1 added, 0 replaced	2026-11-24 23:03:42.958701+00	2026-11-24 23:03:42.958831+00	\N	\N	\N	\N	\N	\N	\N	\N	postgres	postgres	psql	local	767	7711877572035081744	1	2	53de041a8d5951e55f23db9da42b3252eb33939e40d68e9b3ff82146a97e4021	c8c97c5f99e87d44725fae75d19fbca2b967ed3101b2fd1d17599986ba733211
34	failing	7_late	fail	add93c76848ebbe0096803cc29e1322c9aa76dec81ad11c225a8b914ff456c3e	apply	2026-11-24 23:03:42.964006+00	2026-11-24 23:03:42.964175+00	1	1	1	\N	42703	column "nothing" does not exist	\N	\N	postgres	postgres	psql	local	769	7711877572035081744	1	2	c8c97c5f99e87d44725fae75d19fbca2b967ed3101b2fd1d17599986ba733211	60c1ad489f12ec8d4e005519a43cf0cd5559f4ec8e15d90955bd4d9058122726
35	third	3_half/x	add	\N	1 added, 0 replaced	2026-11-24 23:03:42.965069+00	2026-11-24 23:03:42.96522+00	\N	\N	\N	\N	\N	\N	\N	\N	postgres	postgres	psql	local	770	7711877572035081744	1	2	60c1ad489f12ec8d4e005519a43cf0cd5559f4ec8e15d90955bd4d9058122726	4463108675648314e600ba050a4b013e1be8d7cff4bf70fbbb849a104bbd6350
36	third	3_half/x	start	28243ffe3aaa6c02680b60e11326f1beef5fbb78e4dacc67455a2131515ef1a5	apply	2026-11-24 23:03:42.969324+00	2026-11-24 23:03:42.969532+00	\N	2	\N	\N	\N	\N	\N	\N	postgres	postgres	psql	local	772	7711877572035081744	1	2	4463108675648314e600ba050a4b013e1be8d7cff4bf70fbbb849a104bbd6350	69b716d58c8e630060e31408d91703456d4cab7a60382cf39fa475e164733085
37	third	3_half/x	step	28243ffe3aaa6c02680b60e11326f1beef5fbb78e4dacc67455a2131515ef1a5	apply	2026-11-24 23:03:42.969673+00	2026-11-24 23:03:42.971866+00	1	2	1	0	\N	\N	\N	\N	postgres	postgres	psql	local	773	7711877572035081744	1	2	69b716d58c8e630060e31408d91703456d4cab7a60382cf39fa475e164733085	4bfb781fdb0d35ff7f3c223840061513e66443374426dec3fe2a41ac8cdb77c3
38	third	3_half/x	fail	28243ffe3aaa6c02680b60e11326f1beef5fbb78e4dacc67455a2131515ef1a5	apply	2026-11-24 23:03:42.969324+00	2026-11-24 23:03:42.972289+00	2	2	1	\N	22012	division by zero	\N	\N	postgres	postgres	psql	local	774	7711877572035081744	1	2	4bfb781fdb0d35ff7f3c223840061513e66443374426dec3fe2a41ac8cdb77c3	9a3ef7e306a5240f139df969fd86f59a65e3c084a0118fa020922e16f0793dba
39	third	3_half/x	add	\N	0 added, 1 replaced	2026-11-24 23:03:42.977463+00	2026-11-24 23:03:42.97769+00	\N	\N	\N	\N	\N	\N	\N	\N	postgres	postgres	psql	local	775	7711877572035081744	1	2	9a3ef7e306a5240f139df969fd86f59a65e3c084a0118fa020922e16f0793dba	6a040a832d8676404912c5cd5d9d197dd7b826d696ee15f4ba543c6376e83c2c
\.

COPY migrate.head (singleton, id, hash) FROM stdin;
t	39	6a040a832d8676404912c5cd5d9d197dd7b826d696ee15f4ba543c6376e83c2c
\.

COPY migrate.migration (event, project, name, "position", up, down, verify, requires, repeatable, transactional, registered_by, registered_at) FROM stdin;
3	main	1_a	\N	ff5d2a1ff40af5ce159705b1648f4422588adbb07cd16a5dca426cfae4927f5b	937ae32e019abfd72940f6b09c76aa98b0a04ffd22f82d38a58c5cc7ba016f48	\N	{}	f	auto	postgres	2026-11-24 23:03:42.691593+00
3	main	2_b	\N	1caf7d18145b36f88cbb7d240ef277f6cd4f79d78893e1be65b9b45751776f99	\N	\N	{}	f	auto	postgres	2026-11-24 23:03:42.691593+00
12	main	1_a	\N	fef014f073cdc479f5f6a2d55322726b8465be2ff0a2b0469aacce1467a7880f	937ae32e019abfd72940f6b09c76aa98b0a04ffd22f82d38a58c5cc7ba016f48	\N	{}	f	auto	postgres	2026-11-24 23:03:42.833402+00
13	other	1	\N	e6cfd3533d02c8424b1fa86e243cb802a9a4c232b93dad8a49892d41396fbf5e	\N	3abbb1a300a1539b1b7e8d7092601191e985aa78be1956dc4a8c62228d8521c9	{}	f	auto	postgres	2026-11-24 23:03:42.845635+00
14	other	2	\N	613941d198f3b53592e64920d38b832c67aba6644235ec2658e6617d9e629c04	\N	\N	{1}	f	auto	postgres	2026-11-24 23:03:42.85522+00
15	other	r	\N	3b0891caa4f8f3a96dd8d1bbe5d542b6ebbd60d479b67a19dd698a3c1877651b	\N	\N	{}	t	auto	postgres	2026-11-24 23:03:42.858136+00
19	other	2	\N	\N	\N	\N	{}	f	auto	postgres	2026-11-24 23:03:42.85522+00
19	other	2_new	\N	613941d198f3b53592e64920d38b832c67aba6644235ec2658e6617d9e629c04	\N	\N	{1}	f	auto	postgres	2026-11-24 23:03:42.85522+00
20	other	r	\N	8f5316b02bc092530c7918d865ee13e7ded09d5514a966eded9c57ae419fe33f	\N	\N	{}	t	auto	postgres	2026-11-24 23:03:42.891208+00
22	other	3	\N	1d6a12252ca55db7a202d76b7afdcdacb9b0c90734f73d9c88f27eba4bf67288	ac7ad1da52b8b4983781455919bc2544dbc08988742f5789ce578a4de2d38b79	\N	{}	f	auto	postgres	2026-11-24 23:03:42.902464+00
25	other	4	\N	8d955d3543daa74ff3cce90c1bab1ffe9ab9508bbfa7386cf164c71d0932bd4c	93f6d7eb46ba9bfc3cd4a482946c011e129a7f55b9de80e175d9b2535f88ffe5	\N	{}	f	auto	postgres	2026-11-24 23:03:42.922855+00
28	other	5	\N	35a0dc4f37be48ac47f0e217964da5b8628ad856622d0f319f5968f336ddcbe1	\N	\N	{}	f	auto	operator	2026-11-24 23:03:42.938455+00
29	other	5	\N	35a0dc4f37be48ac47f0e217964da5b8628ad856622d0f319f5968f336ddcbe1	\N	\N	{}	f	auto	postgres	2026-11-24 23:03:42.942377+00
31	other	6	\N	3b88dab0a5347000a791ba71cc65d89178bfa6cfe543099409488748eb3be47b	\N	\N	{}	f	auto	postgres	2026-11-24 23:03:42.951445+00
32	other	6	\N	\N	\N	\N	{}	f	auto	postgres	2026-11-24 23:03:42.956986+00
33	failing	7_late	\N	add93c76848ebbe0096803cc29e1322c9aa76dec81ad11c225a8b914ff456c3e	\N	\N	{}	f	auto	postgres	2026-11-24 23:03:42.958701+00
35	third	3_half/x	\N	28243ffe3aaa6c02680b60e11326f1beef5fbb78e4dacc67455a2131515ef1a5	\N	\N	{}	f	off	postgres	2026-11-24 23:03:42.965069+00
39	third	3_half/x	\N	2144733da60d43dd2ab5193d047bc9f51595d80015dc8def68df5d73a9ccb29d	\N	\N	{}	f	off	postgres	2026-11-24 23:03:42.977463+00
\.

COPY migrate.project (event, project, layout) FROM stdin;
3	main	prisma
13	other	plain
33	failing	plain
35	third	plain
\.

COPY migrate.script (checksum, body) FROM stdin;
ff5d2a1ff40af5ce159705b1648f4422588adbb07cd16a5dca426cfae4927f5b	CREATE TABLE a (id int PRIMARY KEY, t text);\r\nINSERT INTO a VALUES (1, 'ä\\'), (2, E'\\t');
937ae32e019abfd72940f6b09c76aa98b0a04ffd22f82d38a58c5cc7ba016f48	DROP TABLE a;
1caf7d18145b36f88cbb7d240ef277f6cd4f79d78893e1be65b9b45751776f99	CREATE TABLE b (id int); CREATE INDEX CONCURRENTLY b_id ON b (id);
e36c96b04c104e758d02a6cdb7fc2583b3c77b6c6eacab1f561f4c44597b10b7	provider = "postgresql"
fef014f073cdc479f5f6a2d55322726b8465be2ff0a2b0469aacce1467a7880f	CREATE TABLE a (id int PRIMARY KEY, t text); -- größer
e6cfd3533d02c8424b1fa86e243cb802a9a4c232b93dad8a49892d41396fbf5e	CREATE TABLE c (id int)
3abbb1a300a1539b1b7e8d7092601191e985aa78be1956dc4a8c62228d8521c9	SELECT 1 FROM c
613941d198f3b53592e64920d38b832c67aba6644235ec2658e6617d9e629c04	CREATE TABLE d (id int)
3b0891caa4f8f3a96dd8d1bbe5d542b6ebbd60d479b67a19dd698a3c1877651b	CREATE OR REPLACE VIEW v AS SELECT 1
8f5316b02bc092530c7918d865ee13e7ded09d5514a966eded9c57ae419fe33f	CREATE OR REPLACE VIEW v AS SELECT 1 AS "?column?", 2 AS more
1d6a12252ca55db7a202d76b7afdcdacb9b0c90734f73d9c88f27eba4bf67288	SELECT 3
ac7ad1da52b8b4983781455919bc2544dbc08988742f5789ce578a4de2d38b79	SELECT -3
8d955d3543daa74ff3cce90c1bab1ffe9ab9508bbfa7386cf164c71d0932bd4c	SELECT 4
93f6d7eb46ba9bfc3cd4a482946c011e129a7f55b9de80e175d9b2535f88ffe5	SELECT -4
35a0dc4f37be48ac47f0e217964da5b8628ad856622d0f319f5968f336ddcbe1	SELECT 5
3b88dab0a5347000a791ba71cc65d89178bfa6cfe543099409488748eb3be47b	SELECT 6
add93c76848ebbe0096803cc29e1322c9aa76dec81ad11c225a8b914ff456c3e	SELECT nothing
28243ffe3aaa6c02680b60e11326f1beef5fbb78e4dacc67455a2131515ef1a5	CREATE TABLE e (id int); SELECT 1/0
2144733da60d43dd2ab5193d047bc9f51595d80015dc8def68df5d73a9ccb29d	CREATE TABLE e (id int); CREATE TABLE f (id int)
\.

COPY migrate.setting (event, project, name, value, set_by) FROM stdin;
8	main	lock_timeout	3s	postgres
9		lock_wait	30s	postgres
10		lock_wait	\N	postgres
11	other	out_of_order	allow	postgres
\.

COPY public.a (id, t) FROM stdin;
1	ä\\
2	\t
\.

COPY public.b (id) FROM stdin;
\.

COPY public.c (id) FROM stdin;
\.

COPY public.d (id) FROM stdin;
\.

COPY public.e (id) FROM stdin;
\.

ALTER TABLE ONLY public.a
    ADD CONSTRAINT a_pkey PRIMARY KEY (id);

CREATE INDEX b_id ON public.b USING btree (id);

