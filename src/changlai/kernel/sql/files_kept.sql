-- Whether any organisation still keeps a file with these bytes: they lie once under their hash for all of them.
create function file_is_kept(p_sha256 text) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from kernel_storedfile where sha256 = p_sha256)
$$;
alter function file_is_kept(text) owner to changlai_gate;
