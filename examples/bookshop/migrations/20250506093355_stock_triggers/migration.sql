-- Movements are the truth, stock is the sum. The application writes movements only.

CREATE FUNCTION apply_stock_movement() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    -- No ON CONFLICT here: a negative row would fail the check before the conflict is seen.
    UPDATE stock
       SET on_hand = on_hand + NEW.quantity
     WHERE warehouse_id = NEW.warehouse_id
       AND edition_id = NEW.edition_id;

    IF NOT FOUND THEN
        INSERT INTO stock (warehouse_id, edition_id, on_hand)
        VALUES (NEW.warehouse_id, NEW.edition_id, NEW.quantity);
    END IF;

    RETURN NEW;
END
$$;

-- BEFORE: the movement refers to the stock row that this makes.
CREATE TRIGGER stock_movements_apply
    BEFORE INSERT ON stock_movements
    FOR EACH ROW EXECUTE FUNCTION apply_stock_movement();

CREATE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
        USING HINT = 'Write a movement that corrects it.';
END
$$;

CREATE TRIGGER stock_movements_append_only
    BEFORE UPDATE OR DELETE ON stock_movements
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Prisma's @updatedAt misses raw SQL and the import job.
CREATE FUNCTION set_updated_at() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$$;

CREATE TRIGGER books_updated_at BEFORE UPDATE ON books
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER editions_updated_at BEFORE UPDATE ON editions
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER customers_updated_at BEFORE UPDATE ON customers
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER orders_updated_at BEFORE UPDATE ON orders
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
