-- Monthly partitions of public.<table>, from the month of p_from on. Run by the owner's right, because the
-- application role may not create tables. The first partition takes everything older.
create function kernel_make_partitions(p_table text, p_from date, p_months int) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare first date := date_trunc('month', p_from)::date; m date; part text; made int := 0;
begin
  if not exists (select from pg_partitioned_table p join pg_class c on c.oid = p.partrelid
                 where c.relname = p_table and c.relnamespace = 'public'::regnamespace) then
    raise exception '% is not a partitioned table', p_table;
  end if;
  if not exists (select from pg_inherits i where i.inhparent = ('public.' || quote_ident(p_table))::regclass) then
    execute format('create table %I partition of %I for values from (minvalue) to (%L)', p_table || '_old', p_table, first::text || ' 00:00+00');
  end if;
  for n in 0..p_months - 1 loop
    m := (first + make_interval(months => n))::date;
    part := p_table || to_char(m, '_YYYY_MM');
    if to_regclass('public.' || quote_ident(part)) is null then
      begin
        execute format('create table %I partition of %I for values from (%L) to (%L)', part, p_table,
                       m::text || ' 00:00+00', (m + interval '1 month')::date::text || ' 00:00+00');
        made := made + 1;
      exception when invalid_object_definition then null;  -- the month lies in "_old": it was made later than this month
      end;
    end if;
  end loop;
  return made;
end $$;

-- Drop whole partitions that ended before p_before; rows are never deleted one by one.
create function kernel_drop_partitions(p_table text, p_before date) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare part record; dropped int := 0;
begin
  for part in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
              where i.inhparent = ('public.' || quote_ident(p_table))::regclass and c.relname ~ '_[0-9]{4}_[0-9]{2}$' loop
    if to_date(right(part.relname, 7), 'YYYY_MM') + interval '1 month' <= p_before then
      execute format('drop table %I', part.relname);
      dropped := dropped + 1;
    end if;
  end loop;
  return dropped;
end $$;
revoke all on function kernel_make_partitions(text, date, int), kernel_drop_partitions(text, date) from public;
grant execute on function kernel_make_partitions(text, date, int), kernel_drop_partitions(text, date) to changlai_app;
