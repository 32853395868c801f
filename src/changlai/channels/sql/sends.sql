-- What became of the messages of the last p_window, over all organisations: counts by channel and state, never a row's
-- content. Rows are only ever appended in the order of queued_at, so a block-range index is enough and costs nothing.
create index outbox_latest on channels_outbox using brin (queued_at) with (pages_per_range = 8);
create function channels_sends(p_window interval default '1 hour')
returns table (channel text, state text, messages bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select a.channel, o.state, count(*) from channels_outbox o
  join channels_account a on a.organisation_id = o.organisation_id and a.id = o.account_id
  where o.queued_at >= now() - p_window group by a.channel, o.state order by a.channel, o.state
$$;
revoke all on function channels_sends(interval) from public;
grant execute on function channels_sends(interval) to changlai_app;
alter function channels_sends(interval) owner to changlai_gate;
