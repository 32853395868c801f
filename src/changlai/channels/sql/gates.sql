-- The one gate through which an account is found before any organisation is known: by the random part of its address.
create function channels_account_by_key(p_key text)
returns table (id bigint, organisation_id bigint, channel text, settings text, is_active boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select a.id, a.organisation_id, a.channel, a.settings, a.is_active from channels_account a where a.hook_key = p_key
$$;
revoke all on function channels_account_by_key(text) from public;
grant execute on function channels_account_by_key(text) to changlai_app;
alter function channels_account_by_key(text) owner to changlai_gate;

-- Store what a burst of callbacks brought, in one statement and one commit: keys, raw bytes, counts, urgent work and
-- the events. The arrays are parallel, one entry a delivery; p_context, p_urgent and p_public may be empty. Scope is opened for exactly these
-- organisations; whoever calls this has already verified the signatures.
create function channels_store(p_org bigint[], p_account bigint[], p_digest bytea[], p_kind text[], p_thread text[], p_key bigint[],
  p_occurred timestamptz[], p_payload bytea[], p_context bytea[], p_urgent text[], p_public boolean[])
returns int language plpgsql as $$
declare fresh int[]; ids bigint[];
begin
  perform set_config('app.organisations', (select array_agg(distinct o)::text from unnest(p_org) o), true);
  with given as (
    select * from unnest(p_org, p_account, p_digest) with ordinality x(o, a, d, i)),
  seen as (
    insert into channels_delivery_key (organisation_id, account_id, digest)
      select o, a, d from given group by o, a, d order by o, a, d
    on conflict do nothing returning organisation_id, account_id, digest)
  select array_agg(i order by i) into fresh from (
    select min(g.i)::int i from given g join seen s on s.organisation_id = g.o and s.account_id = g.a and s.digest = g.d group by g.o, g.a, g.d) x;
  insert into channels_tally (organisation_id, account_id, day, outcome, reason, count)
    select o, a, current_date, w.outcome, '', w.n from (
      select o, a, count(*) total, count(*) filter (where i = any(fresh)) stored from unnest(p_org, p_account) with ordinality x(o, a, i) group by o, a) c
    cross join lateral (values ('received', total), ('stored', stored), ('repeated', total - stored)) w(outcome, n) where w.n > 0;
  if fresh is null then return 0; end if;
  with stored as (
    insert into channels_delivery (organisation_id, account_id, kind, thread, occurred_at, payload, context, in_public)
      select p_org[i], p_account[i], p_kind[i], p_thread[i], p_occurred[i], p_payload[i], p_context[i], coalesce(p_public[i], false) from unnest(fresh) with ordinality f(i, n) order by n
    returning id)
  select array_agg(id order by id) into ids from stored;
  if exists (select from unnest(p_urgent) u where u is not null) then
    perform lease_add('urgent', array_agg(p_org[i]), array_agg('channels.urgent'::text),
      array_agg((p_urgent[i]::jsonb || jsonb_build_object('delivery_id', ids[n]))::text),
      array_agg('delivery:' || ids[n]), array_agg(0::float))
      from unnest(fresh) with ordinality f(i, n) where p_urgent[i] is not null having count(*) > 0;
  end if;
  perform event_publish(array_agg(p_org[i] order by n), array_agg(p_key[i] order by n), array_agg(case when p_public[i] then 'channels.HeardInPublic' else 'channels.InboundReceived' end order by n),
    array_agg(json_build_object('organisation_id', p_org[i], 'key', p_key[i], 'account_id', p_account[i], 'delivery_id', ids[n],
      'kind', p_kind[i])::text order by n))
    from unnest(fresh) with ordinality f(i, n);
  return cardinality(fresh);
end $$;
grant execute on function channels_store(bigint[], bigint[], bytea[], text[], text[], bigint[], timestamptz[], bytea[], bytea[], text[], boolean[]) to changlai_app;
