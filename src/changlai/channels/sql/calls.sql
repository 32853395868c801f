-- What every call to a platform needs, each in one statement and one short transaction of its own. They open the scope
-- of the one organisation they are for.

-- Take one call from the bucket of an API; new minutes, so many, empty it. Null when granted, else the seconds to wait. That a
-- call is counted may be lost in a crash without harm.
create function channels_spend(p_org bigint, p_account bigint, p_api text, p_calls int, p_minutes int) returns float language plpgsql as $$
declare wait float; t timestamptz := clock_timestamp(); span interval := make_interval(mins => p_minutes);
begin
  perform set_config('app.organisations', array[p_org]::text, true), set_config('synchronous_commit', 'off', true);
  insert into channels_bucket as b (organisation_id, account_id, api, minute, spent)
    values (p_org, p_account, p_api, date_bin(span, t, timestamptz '2000-01-01 00:00+00'), 1)
    on conflict (organisation_id, account_id, api) do update set
      spent = case when b.minute < excluded.minute then 1 else b.spent + 1 end, minute = excluded.minute
    returning case
      when b.blocked_until > t then extract(epoch from b.blocked_until - t)
      when spent > p_calls then extract(epoch from minute + span - t) end into wait;
  return wait;
end $$;

-- The kept token of this name, sealed, if it lives longer than p_early; no row otherwise.
create function channels_token_now(p_org bigint, p_account bigint, p_name text, p_early interval, out value text)
returns setof text language plpgsql as $$
begin
  perform set_config('app.organisations', array[p_org]::text, true);
  return query select t.value::text from channels_token t where t.organisation_id = p_org and t.account_id = p_account
    and t.name = p_name and t.expires_at > clock_timestamp() + p_early;
end $$;
grant execute on function channels_spend(bigint, bigint, text, int, int), channels_token_now(bigint, bigint, text, interval) to changlai_app;
