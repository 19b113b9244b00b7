"""The promises that the database itself keeps: at commit, every journal has two lines or more and they sum to zero;
what goes back of a payment never exceeds it; a correction has its notice, which the office has accepted.
"""

from django.db.migrations import RunSQL

SUM_ZERO = RunSQL(
    """
    CREATE FUNCTION payments_check_journal() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        journal bigint := CASE TG_TABLE_NAME WHEN 'payments_journal' THEN NEW.id ELSE
        (to_jsonb(NEW)->>'journal_id')::bigint END; lines int;
        total numeric;
    BEGIN
        SELECT count(*), coalesce(sum(paise), 0) INTO lines, total FROM payments_entry WHERE journal_id = journal;
        IF lines < 2 OR total <> 0 THEN
            RAISE EXCEPTION 'journal % does not balance: % lines sum to % paise', journal, lines, total
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER journal_balances AFTER INSERT ON payments_journal
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_check_journal();
    CREATE CONSTRAINT TRIGGER entry_balances AFTER INSERT ON payments_entry
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_check_journal();
    """,
    """
    DROP TRIGGER entry_balances ON payments_entry;
    DROP TRIGGER journal_balances ON payments_journal;
    DROP FUNCTION payments_check_journal();
    """,
)

REFUNDS_WITHIN_PAYMENT = RunSQL(
    """
    CREATE FUNCTION payments_check_refunds() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        paid bigint; going numeric;
    BEGIN
        SELECT paise INTO paid FROM payments_upipayment WHERE id = NEW.payment_id FOR NO KEY UPDATE;
        SELECT coalesce(sum(paise), 0) INTO going FROM payments_refund
            WHERE payment_id = NEW.payment_id AND state <> 'withdrawn';
        IF going > paid THEN
            RAISE EXCEPTION 'refunds of payment % are % of % paise', NEW.payment_id, going, paid
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER refunds_within_payment AFTER INSERT OR UPDATE ON payments_refund
        FOR EACH ROW EXECUTE FUNCTION payments_check_refunds();
    """,
    """
    DROP TRIGGER refunds_within_payment ON payments_refund;
    DROP FUNCTION payments_check_refunds();
    """,
)

CORRECTION_WITH_NOTICE = RunSQL(
    """
    CREATE FUNCTION payments_check_correction() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT FROM payments_correctionnotice n JOIN payments_correction c ON c.id = n.correction_id
            WHERE n.journal_id = NEW.id AND n.office_id = NEW.office_id AND c.office_id = NEW.office_id
                AND n.answer = 'accepted' AND n.told_at <= n.answered_at AND n.approved_by_id <> c.asked_by_id
        ) THEN
            RAISE EXCEPTION 'correction % without a notice that its office accepted', NEW.ref
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER correction_with_notice AFTER INSERT ON payments_journal
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.purpose = 'correction')
        EXECUTE FUNCTION payments_check_correction();
    """,
    """
    DROP TRIGGER correction_with_notice ON payments_journal;
    DROP FUNCTION payments_check_correction();
    """,
)

PIECES_WORTH_ENTRIES = RunSQL(
    """
    CREATE FUNCTION payments_check_pieces() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT FROM (
                SELECT CASE WHEN account = 'stock' THEN shift_id END AS place, account = 'stock' AS drawer, paise
                    FROM payments_entry WHERE journal_id = NEW.journal_id AND account IN ('stock', 'stock_safe')
                UNION ALL
                SELECT m.shift_id, m.shift_id IS NOT NULL, -m.count * i.face_paise
                    FROM payments_stockmovement m JOIN payments_stockitem i ON i.id = m.item_id
                    WHERE m.journal_id = NEW.journal_id
            ) sides GROUP BY place, drawer HAVING sum(paise) <> 0
        ) THEN
            RAISE EXCEPTION 'journal %: its pieces are not worth what its entries say', NEW.journal_id
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER pieces_worth_entries AFTER INSERT ON payments_stockmovement
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_check_pieces();
    CREATE CONSTRAINT TRIGGER entries_worth_pieces AFTER INSERT ON payments_entry
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.account IN ('stock', 'stock_safe'))
        EXECUTE FUNCTION payments_check_pieces();
    """,
    """
    DROP TRIGGER entries_worth_pieces ON payments_entry;
    DROP TRIGGER pieces_worth_entries ON payments_stockmovement;
    DROP FUNCTION payments_check_pieces();
    """,
)
