import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from apt.core.append_only import append_only, final_once, never_deleted

# Whoever records an event, by the ORM, in a batch or by SQL: what concerns somebody waits here for the relay. Bags are
# all taken in, since what lies in them is found by the relay, not by whoever scans.
FAN_OUT = migrations.RunSQL(
    """
    CREATE FUNCTION tracking_fan_out() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO tracking_fanout (event_id)
        SELECT event.id FROM new_events event WHERE event.subject_kind = 'B'
            OR EXISTS (SELECT FROM tracking_subscription s WHERE s.number = event.subject_number);
        RETURN NULL;
    END $$;
    CREATE TRIGGER fan_out AFTER INSERT ON tracking_trackingevent REFERENCING NEW TABLE AS new_events
        FOR EACH STATEMENT EXECUTE FUNCTION tracking_fan_out();
    CREATE SEQUENCE tracking_sandbox_serial MAXVALUE 99999999 CYCLE;
    """,
    """
    DROP TRIGGER fan_out ON tracking_trackingevent;
    DROP FUNCTION tracking_fan_out();
    DROP SEQUENCE tracking_sandbox_serial;
    """,
)


class Migration(migrations.Migration):

    replaces = [("tracking", "0001_initial"), ("tracking", "0002_counter"), ("tracking", "0003_transit"), ("tracking", "0004_complaints"), ("tracking", "0005_evidence"), ("tracking", "0006_returns"), ("tracking", "0007_outward"), ("tracking", "0008_nobody_came")]

    initial = True

    dependencies = [
        ('offices', '0001_tables'),
        ('partners', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='TrackingEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(choices=[('A', 'article'), ('B', 'bag')], max_length=1)),
                ('subject_number', models.CharField(max_length=20)),
                ('code', models.CharField(choices=[('ITEM_BOOK', 'Item Booked'), ('ITEM_CANCEL', 'Booking Cancelled'), ('BAG_CLOSE', 'Item Bagged'), ('BAG_DISPATCH', 'Item Dispatched'), ('BAG_RECEIVE', 'Bag Received'), ('BAG_OPEN', 'Item Received'), ('BAG_REOPEN', 'Bag reopened before despatch'), ('BAG_RECALL', 'Despatch cancelled'), ('ITEM_RECEIVE', 'Item Received'), ('ITEM_MISSING', 'Not found in its bag, being traced'), ('ITEM_INVOICE', 'Item Invoiced'), ('BEAT_DISPATCH', 'Out for Delivery'), ('ITEM_ONHOLD', 'Item kept on hold'), ('ITEM_NONDELIVER', 'Not Delivered'), ('ITEM_REDIRECT', 'Item Redirected'), ('ITEM_RETURN', 'Item Returned to Sender'), ('ITEM_DELIVERY', 'Item Delivered(Addressee)')], max_length=20)),
                ('happened_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('other_office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('remark', models.CharField(blank=True, max_length=60)),
                ('evidence', models.CharField(blank=True, db_default='', max_length=64)),
                ('dedupe_key', models.CharField(max_length=80, unique=True)),
                ('corrects', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='tracking.trackingevent')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('happened_at__lte', django.db.models.expressions.CombinedExpression(models.F('recorded_at'), '+', models.Value('30 seconds', models.DurationField())))), name='tracking_event_not_from_the_future')],
                'indexes': [models.Index(fields=['subject_number', 'happened_at', 'id'], name='tracking_event_history')],
            },
        ),
        migrations.CreateModel(
            name='Enclosure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('inner_kind', models.CharField(choices=[('A', 'article'), ('B', 'bag')], max_length=1)),
                ('inner_number', models.CharField(max_length=20)),
                ('bag_number', models.CharField(max_length=20)),
                ('entered', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tracking.trackingevent')),
                ('entered_at', models.DateTimeField()),
                ('left', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tracking.trackingevent')),
                ('left_at', models.DateTimeField(null=True)),
                ('lost', models.BooleanField(db_default=False, default=False)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('left__isnull', True)), fields=('inner_number',), name='tracking_in_one_bag_at_a_time'), models.CheckConstraint(condition=models.Q(('inner_number', models.F('bag_number')), _negated=True), name='tracking_bag_not_in_itself'), models.CheckConstraint(condition=models.Q(models.Q(('left__isnull', True), ('left_at__isnull', True)), models.Q(('left__isnull', False), ('left_at__gte', models.F('entered_at'))), _connector='OR'), name='tracking_enclosure_left_pair')],
                'indexes': [models.Index(fields=['inner_number', 'entered_at'], name='tracking_enclosure_inner'), models.Index(fields=['bag_number', 'id'], name='tracking_enclosure_bag')],
            },
        ),
        migrations.CreateModel(
            name='Complaint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='complaint', to='tracking.trackingevent')),
                ('article_number', models.CharField(max_length=20)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('words', models.CharField(blank=True, max_length=300)),
                ('by_link', models.BooleanField()),
                ('opened_at', models.DateTimeField()),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('outcome', models.CharField(blank=True, choices=[('delivered', 'delivered as recorded'), ('handed_over', 'found and handed over'), ('wrong_entry', 'the entry was wrong; the article is on its way'), ('lost', 'not found; compensation is due'), ('nobody_came', 'nobody came; it goes out again'), ('attempted', 'the postman was there')], max_length=12)),
                ('answer', models.CharField(blank=True, max_length=300)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='tracking_complaint_answered_by_somebody')],
                'indexes': [models.Index(fields=['office', '-id'], name='tracking_complaint_of_office'), models.Index(fields=['article_number'], name='tracking_complaint_article')],
            },
        ),
        migrations.CreateModel(
            name='SandboxArticle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sandbox_articles', to='partners.customer')),
                ('number', models.CharField(max_length=13, unique=True)),
                ('reference', models.CharField(blank=True, max_length=50)),
                ('life', models.CharField(choices=[('delivered', 'delivered at the second attempt'), ('returned', 'refused and returned to the sender')], max_length=9)),
                ('product', models.CharField(max_length=20)),
                ('pincode', models.CharField(max_length=6)),
                ('total_paise', models.BigIntegerField()),
                ('booked_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['customer', '-id'], name='tracking_sandbox_of')],
            },
        ),
        migrations.CreateModel(
            name='SandboxEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='tracking.sandboxarticle')),
                ('code', models.CharField(choices=[('ITEM_BOOK', 'Item Booked'), ('ITEM_CANCEL', 'Booking Cancelled'), ('BAG_CLOSE', 'Item Bagged'), ('BAG_DISPATCH', 'Item Dispatched'), ('BAG_RECEIVE', 'Bag Received'), ('BAG_OPEN', 'Item Received'), ('BAG_REOPEN', 'Bag reopened before despatch'), ('BAG_RECALL', 'Despatch cancelled'), ('ITEM_RECEIVE', 'Item Received'), ('ITEM_MISSING', 'Not found in its bag, being traced'), ('ITEM_INVOICE', 'Item Invoiced'), ('BEAT_DISPATCH', 'Out for Delivery'), ('ITEM_ONHOLD', 'Item kept on hold'), ('ITEM_NONDELIVER', 'Not Delivered'), ('ITEM_REDIRECT', 'Item Redirected'), ('ITEM_RETURN', 'Item Returned to Sender'), ('ITEM_DELIVERY', 'Item Delivered(Addressee)')], max_length=20)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('remark', models.CharField(blank=True, max_length=60)),
                ('due_at', models.DateTimeField()),
                ('told', models.BooleanField(default=False)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('told', False)), fields=['due_at'], name='tracking_sandbox_due')],
            },
        ),
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feeds', to='partners.customer')),
                ('live', models.BooleanField()),
                ('last_seq', models.BigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('customer', 'live'), name='tracking_feed_once')],
            },
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=13)),
                ('feed', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='subscriptions', to='tracking.feed')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('number', 'feed'), name='tracking_subscribed_once')],
            },
        ),
        migrations.CreateModel(
            name='FanOut',
            fields=[
                ('event', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='tracking.trackingevent')),
            ],
        ),
        migrations.CreateModel(
            name='FeedEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('feed', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='tracking.feed')),
                ('seq', models.BigIntegerField()),
                ('event', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tracking.trackingevent')),
                ('sandbox', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tracking.sandboxevent')),
                ('articles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=13), size=None)),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('feed', 'seq'), name='tracking_feed_numbered_once'), models.UniqueConstraint(fields=('event', 'feed'), name='tracking_event_told_once'), models.CheckConstraint(condition=models.Q(('event__isnull', True), ('sandbox__isnull', True), _connector='XOR'), name='tracking_entry_of_one_world')],
            },
        ),
        migrations.CreateModel(
            name='Endpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=16, unique=True)),
                ('feed', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='endpoints', to='tracking.feed')),
                ('url', models.CharField(max_length=500)),
                ('state', models.CharField(choices=[('on', 'called'), ('off', 'switched off'), ('gone', 'gone: it answered 410'), ('ended', 'taken away')], default='on', max_length=6)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('secret', models.BinaryField()),
                ('old_secret', models.BinaryField(null=True)),
                ('old_until', models.DateTimeField(null=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('rest_until', models.DateTimeField()),
                ('busy_until', models.DateTimeField()),
                ('nudged_until', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'on')), fields=('feed', 'url'), name='tracking_endpoint_once'), models.CheckConstraint(condition=models.Q(models.Q(('old_secret__isnull', True), ('old_until__isnull', True)), models.Q(('old_secret__isnull', False), ('old_until__isnull', False)), _connector='OR'), name='tracking_endpoint_old_secret_ends')],
            },
        ),
        migrations.CreateModel(
            name='WebhookCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('endpoint', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='tracking.endpoint')),
                ('entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='tracking.feedentry')),
                ('state', models.CharField(choices=[('due', 'waiting'), ('sent', 'received'), ('dead', 'given up')], default='due', max_length=6)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('next_at', models.DateTimeField()),
                ('tried_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, max_length=24)),
                ('milliseconds', models.PositiveIntegerField(null=True)),
                ('said', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('endpoint', 'entry'), name='tracking_call_once')],
                'indexes': [models.Index(models.F('endpoint'), models.F('next_at'), models.F('id'), condition=models.Q(('state', 'due')), name='tracking_call_due')],
            },
        ),
        append_only("tracking_trackingevent"),
        never_deleted("tracking_enclosure"),
        final_once("tracking_enclosure", "OLD.left_id IS NOT NULL"),
        never_deleted("tracking_complaint"),
        append_only("tracking_feedentry"),
        never_deleted("tracking_feed"),
        never_deleted("tracking_endpoint"),
        FAN_OUT,
    ]
