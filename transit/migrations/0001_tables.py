import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from apt.core.append_only import never_deleted


class Migration(migrations.Migration):

    replaces = [("transit", "0001_initial"), ("transit", "0002_transit"), ("transit", "0003_sets")]

    initial = True

    dependencies = [
        ('offices', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('conveyance', models.CharField(choices=[('road', 'road'), ('rail', 'rail'), ('air', 'air'), ('foot', 'runner')], max_length=4)),
                ('days', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=None)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='schedules', to='offices.office')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^[A-Z0-9-]{2,12}$')), name='transit_schedule_code'), models.CheckConstraint(condition=models.Q(('days__contained_by', [1, 2, 3, 4, 5, 6, 7]), ('days__len__gte', 1)), name='transit_schedule_days')],
            },
        ),
        migrations.CreateModel(
            name='ScheduleStop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('schedule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stops', to='transit.schedule')),
                ('position', models.PositiveSmallIntegerField()),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('arrives_minute', models.PositiveSmallIntegerField(null=True)),
                ('departs_minute', models.PositiveSmallIntegerField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('schedule', 'position'), name='transit_stop_position_once'), models.UniqueConstraint(fields=('schedule', 'office'), name='transit_stop_office_once'), models.CheckConstraint(condition=models.Q(('arrives_minute__isnull', False), ('departs_minute__isnull', False), _connector='OR'), name='transit_stop_has_a_time'), models.CheckConstraint(condition=models.Q(('arrives_minute__isnull', True), ('departs_minute__isnull', True), ('departs_minute__gte', models.F('arrives_minute')), _connector='OR'), name='transit_stop_leaves_after_it_came')],
                'indexes': [models.Index(fields=['office', 'schedule'], name='transit_stop_of_office')],
            },
        ),
        migrations.CreateModel(
            name='Despatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=24, unique=True)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='despatches', to='offices.office')),
                ('schedule', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='despatches', to='transit.schedule')),
                ('departs_at', models.DateTimeField()),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('bag_numbers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None)),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('cancelled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cancelled_because', models.CharField(blank=True, max_length=80)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', True), ('cancelled_because', ''), ('cancelled_by__isnull', True)), models.Q(('cancelled_at__isnull', False), ('cancelled_by__isnull', False), models.Q(('cancelled_because', ''), _negated=True)), _connector='OR'), name='transit_despatch_cancelled_with_a_reason')],
                'indexes': [models.Index(fields=['office', '-id'], name='transit_despatch_of_office')],
            },
        ),
        migrations.CreateModel(
            name='MailSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mail_sets', to='offices.office')),
                ('code', models.CharField(max_length=12)),
                ('begins_minute', models.PositiveSmallIntegerField()),
                ('ends_minute', models.PositiveSmallIntegerField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('due', models.ManyToManyField(related_name='+', to='offices.office')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('office', 'code'), name='transit_set_code_once'), models.CheckConstraint(condition=models.Q(('code__regex', '^[A-Z0-9-]{1,12}$')), name='transit_set_code'), models.CheckConstraint(condition=models.Q(('begins_minute__lt', 1440), ('ends_minute__gt', models.F('begins_minute')), ('ends_minute__lte', django.db.models.expressions.CombinedExpression(models.F('begins_minute'), '+', models.Value(1440)))), name='transit_set_within_a_day')],
            },
        ),
        migrations.CreateModel(
            name='SetDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mail_set', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='worked', to='transit.mailset')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('on', models.DateField()),
                ('opened_at', models.DateTimeField()),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('office',), name='transit_one_set_open'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='transit_set_closed_by_somebody')],
                'indexes': [models.Index(fields=['office', '-id'], name='transit_set_day_of_office')],
            },
        ),
        migrations.CreateModel(
            name='Bag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('kind', models.CharField(choices=[('station', 'Station bag'), ('td', 'TD bag'), ('ntd', 'NTD bag'), ('direct', 'Direct bag'), ('parcel', 'Parcel bag'), ('insured', 'Insured bag'), ('branch', 'BO bag'), ('account', 'Account bag'), ('transit', 'Transit bag')], default='direct', max_length=8)),
                ('origin', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bags_made', to='offices.office')),
                ('destination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bags_due', to='offices.office')),
                ('at_office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bags_here', to='offices.office')),
                ('bound_for', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bags_coming', to='offices.office')),
                ('despatch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bags', to='transit.despatch')),
                ('status', models.CharField(choices=[('filling', 'being filled'), ('closed', 'closed'), ('inside', 'inside another bag'), ('despatched', 'on the way'), ('received', 'received, not opened'), ('emptied', 'opened'), ('deleted', 'deleted, never sent')], default='filling', max_length=12)),
                ('by_air', models.BooleanField(default=False)),
                ('weight_grams', models.PositiveIntegerField(null=True)),
                ('sound', models.BooleanField(null=True)),
                ('events', models.PositiveIntegerField(default=0)),
                ('begun_at', models.DateTimeField()),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('closed_at', models.DateTimeField(null=True)),
                ('despatched_at', models.DateTimeField(null=True)),
                ('received_at', models.DateTimeField(null=True)),
                ('emptied_at', models.DateTimeField(null=True)),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('closed_in', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bags_closed', to='transit.setday')),
                ('opened_in', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bags_opened', to='transit.setday')),
                ('papers', models.CharField(blank=True, db_default='', default='', max_length=300)),
                ('verified_at', models.DateTimeField(null=True)),
                ('verified_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('found_grams', models.PositiveIntegerField(null=True)),
                ('weighed_at', models.DateTimeField(null=True)),
                ('weighed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('deleted_because', models.CharField(blank=True, max_length=80)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('origin', models.F('destination')), _negated=True), ('kind', 'station'), _connector='OR'), name='transit_bag_goes_somewhere'), models.UniqueConstraint(condition=models.Q(('status', 'filling')), fields=('origin', 'destination', 'kind'), name='transit_one_bag_filling'), models.CheckConstraint(condition=models.Q(('status__in', ['filling', 'deleted']), ('closed_at__isnull', False), _connector='OR'), name='transit_bag_closed_at'), models.CheckConstraint(condition=models.Q(models.Q(('bound_for__isnull', False), ('status', 'despatched')), models.Q(models.Q(('status', 'despatched'), _negated=True), ('bound_for__isnull', True)), _connector='OR'), name='transit_bag_bound_while_on_the_way'), models.CheckConstraint(condition=models.Q(('verified_by__isnull', True), models.Q(('verified_by', models.F('closed_by')), _negated=True), _connector='OR'), name='transit_bag_verified_by_a_second'), models.CheckConstraint(condition=models.Q(('status', 'deleted'), ('deleted_because', ''), _connector='XOR'), name='transit_bag_deleted_with_a_reason')],
                'indexes': [models.Index(condition=models.Q(('status__in', ['emptied', 'deleted']), _negated=True), fields=['at_office', 'status', 'id'], name='transit_bag_here'), models.Index(condition=models.Q(('bound_for__isnull', False)), fields=['bound_for', 'id'], name='transit_bag_coming')],
            },
        ),
        migrations.CreateModel(
            name='BagScan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bag', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='transit.bag')),
                ('inner_kind', models.CharField(choices=[('A', 'article'), ('B', 'bag')], default='A', max_length=1)),
                ('inner_number', models.CharField(max_length=20)),
                ('scanned_at', models.DateTimeField()),
                ('scanned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('inner_number',), name='transit_scanned_into_one_bag')],
            },
        ),
        migrations.CreateModel(
            name='OpenScan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bag', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='taken_out', to='transit.bag')),
                ('inner_kind', models.CharField(choices=[('A', 'article'), ('B', 'bag')], max_length=1)),
                ('inner_number', models.CharField(max_length=20)),
                ('listed', models.BooleanField()),
                ('damaged', models.BooleanField(default=False)),
                ('scanned_at', models.DateTimeField()),
                ('scanned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('bag', 'inner_number'), name='transit_taken_out_once')],
            },
        ),
        migrations.CreateModel(
            name='ErrorEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bag', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='errors', to='transit.bag')),
                ('fault', models.CharField(choices=[('missing', 'missing'), ('excess', 'excess: not on the list'), ('missent', 'missent: belongs elsewhere'), ('damaged', 'damaged')], max_length=8)),
                ('inner_kind', models.CharField(choices=[('A', 'article'), ('B', 'bag')], max_length=1)),
                ('inner_number', models.CharField(max_length=20)),
                ('found_at', models.DateTimeField()),
                ('found_in', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='errors_found', to='offices.office')),
                ('found_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('charged_to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='errors_charged', to='offices.office')),
                ('likely_from', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('likely_to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('turned_up_at', models.DateTimeField(null=True)),
                ('turned_up_in', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('answer', models.CharField(blank=True, choices=[('admitted', 'admitted'), ('denied', 'denied'), ('found', 'found')], max_length=8)),
                ('answer_text', models.CharField(blank=True, max_length=300)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('bag', 'inner_number', 'fault', 'found_in', 'found_at'), name='transit_error_once'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='transit_error_answered_by_somebody')],
                'indexes': [models.Index(fields=['charged_to', '-id'], name='transit_error_charged'), models.Index(fields=['found_in', '-id'], name='transit_error_found'), models.Index(condition=models.Q(('fault', 'missing'), ('turned_up_at__isnull', True)), fields=['inner_number'], name='transit_error_sought')],
            },
        ),
        never_deleted("transit_bag"),
        never_deleted("transit_despatch"),
        never_deleted("transit_errorentry"),
        never_deleted("transit_schedule"),
        never_deleted("transit_mailset"),
        never_deleted("transit_setday"),
    ]
