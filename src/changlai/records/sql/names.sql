-- Names are sorted the way Chinese readers look them up: GB 18030 has the common characters in the order of pinyin, and
-- Latin before them. Two names that differ in case and spaces only have one key.
-- convert_to is only STABLE because somebody might replace a conversion; this one comes with the server.
create function records_name_key(name text) returns text language plpgsql immutable strict parallel safe as $$
begin
  return nullif(encode(convert_to(lower(replace(name, ' ', '')), 'GB18030'), 'hex'), '');
end $$;
