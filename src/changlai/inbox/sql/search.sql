-- Which two-character pieces a message holds, as numbers salted with its organisation: no text can be read from them.
-- Narrow and without a policy, because under one no index of sets would be used; only the three gates below reach it, each with
-- the organisations as argument, and what is found is looked up again in the protected rows.
create table inbox_text (
  message_id bigint primary key references inbox_message (id) on delete cascade,
  organisation_id bigint not null,
  grams int4[] not null
);
create index inbox_text_grams on inbox_text using gin (grams);
revoke all on inbox_text from public;
grant select, insert, update, delete on inbox_text to changlai_gate;

create function inbox_text_keep(p_org bigint[], p_message bigint[], p_grams text[]) returns void
language sql security definer set search_path = public, pg_temp as $$
  insert into inbox_text (message_id, organisation_id, grams)
  select m, o, g::int4[] from unnest(p_org, p_message, p_grams) x(o, m, g) order by m
  on conflict (message_id) do update set grams = excluded.grams
$$;
create function inbox_text_drop(p_org bigint[], p_message bigint[]) returns void
language sql security definer set search_path = public, pg_temp as $$
  delete from inbox_text t using unnest(p_org, p_message) x(o, m) where t.message_id = m and t.organisation_id = o
$$;
create function inbox_text_find(p_org bigint, p_grams int4[], p_before bigint, p_limit int) returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select message_id from inbox_text
  where grams @> p_grams and organisation_id = p_org and message_id < p_before order by message_id desc limit p_limit
$$;
revoke all on function inbox_text_keep(bigint[], bigint[], text[]), inbox_text_drop(bigint[], bigint[]),
  inbox_text_find(bigint, int4[], bigint, int) from public;
grant execute on function inbox_text_keep(bigint[], bigint[], text[]), inbox_text_drop(bigint[], bigint[]),
  inbox_text_find(bigint, int4[], bigint, int) to changlai_app;
alter function inbox_text_keep(bigint[], bigint[], text[]) owner to changlai_gate;
alter function inbox_text_drop(bigint[], bigint[]) owner to changlai_gate;
alter function inbox_text_find(bigint, int4[], bigint, int) owner to changlai_gate;
