-- EU customers must see the lowest price of the last 30 days beside a reduced one.
CREATE TABLE price_history (
    edition_id bigint NOT NULL REFERENCES editions (id) ON DELETE CASCADE,
    valid_from timestamptz NOT NULL DEFAULT now(),
    price numeric(8,2) NOT NULL,
    CONSTRAINT price_history_pkey PRIMARY KEY (edition_id, valid_from),
    CONSTRAINT price_history_price_check CHECK (price >= 0)
);

-- Backfill: today's price, as if it had always been so.
INSERT INTO price_history (edition_id, valid_from, price)
SELECT id, created_at, price FROM editions;

CREATE FUNCTION record_price() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR NEW.price IS DISTINCT FROM OLD.price THEN
        INSERT INTO price_history (edition_id, price)
        VALUES (NEW.id, NEW.price)
        ON CONFLICT (edition_id, valid_from) DO UPDATE SET price = excluded.price;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER editions_price
    AFTER INSERT OR UPDATE ON editions
    FOR EACH ROW EXECUTE FUNCTION record_price();

CREATE FUNCTION lowest_price_30_days(wanted bigint) RETURNS numeric
LANGUAGE sql STABLE AS $$
    SELECT min(price)
      FROM price_history
     WHERE edition_id = wanted
       AND valid_from >= least(
               now() - interval '30 days',
               -- the price that was already valid 30 days ago counts too
               (SELECT max(valid_from) FROM price_history
                 WHERE edition_id = wanted AND valid_from <= now() - interval '30 days'));
$$;
