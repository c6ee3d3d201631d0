-- Which product of a CRM is which of the company's, and on which price list of the ERP it is sold.

create table product_mapping (
    connection   text        not null,
    product_key  text        not null,
    product_code text        not null,
    support_tier text,
    term         text        not null default 'P0D',
    updated_at   timestamptz not null default now(),
    updated_by   text        not null,
    primary key (connection, product_key)
);

create table price_mapping (
    product_code text        not null,
    currency     text        not null,
    price_level  text        not null,
    updated_at   timestamptz not null default now(),
    updated_by   text        not null,
    primary key (product_code, currency)
);
