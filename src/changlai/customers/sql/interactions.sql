create sequence customers_interaction_id;
create table customers_interaction (
  id bigint not null default nextval('customers_interaction_id'), organisation_id bigint not null, customer_id bigint not null,
  account_id bigint, kind text not null, occurred_at timestamptz not null, recorded_at timestamptz not null default now(),
  event_id bigint not null, part smallint not null, facts jsonb not null default '{}',
  identity_id bigint) partition by range (occurred_at);
create unique index customers_interaction_once on customers_interaction (organisation_id, event_id, part, occurred_at);
create index customers_interaction_timeline on customers_interaction (organisation_id, customer_id, occurred_at desc, id desc);
select kernel_make_partitions('customers_interaction', (current_date - interval '6 months')::date, 10);
