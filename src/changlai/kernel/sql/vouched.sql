-- Whoever writes very many rows, and has made or locked in the same transaction all that these refer to, says so: they are
-- written without a look for each reference of each row, which costs more than the row itself. Keys, policies and unique
-- indexes hold as ever; triggers that watch a table are "enable always". Where the server's administrator did not let the
-- gate do so (grant set on parameter session_replication_role to changlai_gate), nothing is different.
create function rows_vouched(p_on boolean) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if has_parameter_privilege('session_replication_role', 'set') then
    perform set_config('session_replication_role', case when p_on then 'replica' else 'origin' end, true);
  end if;
end $$;
-- Whoever writes very many rows touches each page of an index once, and the log keeps an image of each: until the
-- transaction ends these are not compressed, which costs more processor than all the rows and saves nothing but log.
create function rows_hasty() returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if has_parameter_privilege('wal_compression', 'set') then
    perform set_config('wal_compression', 'off', true);
  end if;
end $$;
alter function rows_hasty() owner to changlai_gate;
revoke all on function rows_hasty() from public;
grant execute on function rows_hasty() to changlai_app;
alter function rows_vouched(boolean) owner to changlai_gate;
revoke all on function rows_vouched(boolean) from public;
grant execute on function rows_vouched(boolean) to changlai_app;
