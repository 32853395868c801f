-- The few questions that must be asked before an organisation is known. Each takes a proof (a signed-in user, the
-- prefix of a token) and answers only with rows that belong to it.
grant select on accounts_organisation, accounts_user to changlai_gate;

-- The active memberships of a user; all of them, or the one in the organisation with this slug.
create function accounts_memberships(p_user bigint, p_slug text default null)
returns table (organisation accounts_organisation, member accounts_member, role accounts_role)
language sql stable security definer set search_path = public, pg_temp as $$
  select o, m, r from accounts_member m
  join accounts_organisation o on o.id = m.organisation_id
  join accounts_role r on r.id = m.role_id and r.organisation_id = m.organisation_id
  where m.user_id = p_user and m.is_active and (p_slug is null or o.slug = p_slug)
  order by o.name, o.id
$$;

-- The token with this prefix, whom it acts for, and the role it is narrowed to. Whether its digest fits and it is still
-- good is for the caller.
create function accounts_token(p_prefix text)
returns table (token accounts_apitoken, organisation accounts_organisation, member accounts_member, role accounts_role,
  owner accounts_user, narrowed accounts_role)
language sql stable security definer set search_path = public, pg_temp as $$
  select t, o, m, r, u, n from accounts_apitoken t
  join accounts_organisation o on o.id = t.organisation_id
  join accounts_member m on m.id = t.member_id and m.organisation_id = t.organisation_id
  join accounts_role r on r.id = m.role_id and r.organisation_id = m.organisation_id
  join accounts_user u on u.id = m.user_id
  left join accounts_role n on n.id = t.role_id and n.organisation_id = t.organisation_id
  where t.prefix = p_prefix
$$;

alter function accounts_memberships(bigint, text) owner to changlai_gate;
alter function accounts_token(text) owner to changlai_gate;
revoke all on function accounts_memberships(bigint, text), accounts_token(text) from public;
grant execute on function accounts_memberships(bigint, text), accounts_token(text) to changlai_app;
