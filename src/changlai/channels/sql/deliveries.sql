-- Raw deliveries: verbatim, partitioned by month of receipt. Nothing references them; what has been seen lives in a
-- table of its own, so that old partitions can be dropped without forgetting.
create sequence channels_delivery_id;
create table channels_delivery (
  id bigint not null default nextval('channels_delivery_id'), organisation_id bigint not null, account_id bigint not null,
  kind text not null, thread text not null, occurred_at timestamptz not null, received_at timestamptz not null default now(),
  payload bytea not null, context bytea, in_public boolean not null default false) partition by range (received_at);
create index channels_delivery_by_id on channels_delivery (organisation_id, id);
create index channels_delivery_by_account on channels_delivery (organisation_id, account_id, id);
select kernel_make_partitions('channels_delivery', current_date, 4);

create table channels_delivery_key (
  organisation_id bigint not null, account_id bigint not null, digest bytea not null, seen_at timestamptz not null default now(),
  id bigint generated always as identity,
  primary key (organisation_id, account_id, digest));
create index channels_delivery_key_age on channels_delivery_key using brin (seen_at);
