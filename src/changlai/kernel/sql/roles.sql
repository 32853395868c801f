-- Roles are made once per cluster; the application role owns nothing and is held by row-level security.
do $$
begin
  if not exists (select from pg_roles where rolname = 'changlai_app') then
    create role changlai_app nologin nosuperuser nobypassrls;
  end if;
  if not exists (select from pg_roles where rolname = 'changlai_gate') then
    create role changlai_gate nologin nosuperuser nobypassrls;
  end if;
  if not pg_has_role(current_user, 'changlai_app', 'member') then execute format('grant changlai_app to %I', current_user); end if;
  if not pg_has_role(current_user, 'changlai_gate', 'member') then execute format('grant changlai_gate to %I', current_user); end if;
end $$;
grant usage on schema public to changlai_app;
grant usage, create on schema public to changlai_gate;
