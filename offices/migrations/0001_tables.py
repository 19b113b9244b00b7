import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from django.contrib.postgres.operations import BtreeGistExtension, CreateExtension, TrigramExtension
from apt.core.append_only import append_only, never_deleted


class Migration(migrations.Migration):

    replaces = [("offices", "0001_initial"), ("offices", "0002_people"), ("offices", "0003_outside_people"), ("offices", "0004_rollout")]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('core', '0001_initial'),
    ]

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        CreateExtension('cube'),
        CreateExtension('earthdistance'),
        migrations.CreateModel(
            name='DirectoryLoad',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('source', models.CharField(max_length=200)),
                ('loaded_at', models.DateTimeField()),
                ('report', models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('employee_id', models.CharField(max_length=8, unique=True, verbose_name='employee id')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('is_active', models.BooleanField(default=True)),
                ('is_staff', models.BooleanField(default=False)),
                ('is_demonstration', models.BooleanField(default=False)),
                ('is_outside', models.BooleanField(db_default=False, default=False)),
                ('mobile', models.CharField(blank=True, max_length=10)),
                ('joined_on', models.DateField(null=True)),
                ('left_on', models.DateField(blank=True, null=True)),
                ('must_change_password', models.BooleanField(default=False)),
                ('totp_sealed', models.BinaryField(null=True)),
                ('totp_confirmed_at', models.DateTimeField(null=True)),
                ('totp_last_step', models.BigIntegerField(default=0)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('employee_id__regex', '^[0-9]{8}$')), name='offices_user_id_8_digits'), models.CheckConstraint(condition=models.Q(('mobile__regex', '^([6-9][0-9]{9})?$')), name='offices_user_mobile_indian'), models.CheckConstraint(condition=models.Q(('left_on__isnull', True), ('joined_on__isnull', True), ('left_on__gte', models.F('joined_on')), _connector='OR'), name='offices_user_service_life')],
            },
        ),
        migrations.CreateModel(
            name='Wave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(unique=True)),
                ('name', models.CharField(max_length=80)),
                ('opens_on', models.DateField()),
                ('state', models.CharField(choices=[('planned', 'planned'), ('go', 'go'), ('rolled_back', 'rolled back'), ('withdrawn', 'withdrawn')], default='planned', max_length=12)),
                ('measured_a_second', models.PositiveIntegerField(null=True)),
                ('measured_on', models.DateField(null=True)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('measured_a_second__isnull', True), ('measured_on__isnull', True)), models.Q(('measured_a_second__isnull', False), ('measured_on__isnull', False)), _connector='OR'), name='offices_wave_measured_whole')],
            },
        ),
        migrations.CreateModel(
            name='Office',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=8, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('DTE', 'Directorate'), ('CO', 'Circle office'), ('RO', 'Regional office'), ('DO', 'Divisional office'), ('HO', 'Head post office'), ('SO', 'Sub post office'), ('BO', 'Branch post office'), ('NSH', 'National sorting hub'), ('ICH', 'Intra-circle hub'), ('L1', 'Level 1 mail office'), ('L2', 'Level 2 mail office'), ('PH', 'Parcel hub'), ('TMO', 'Transit mail office')], max_length=4)),
                ('pincode', models.CharField(blank=True, max_length=6)),
                ('reports_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reporting', to='offices.office')),
                ('reporting_basis', models.CharField(choices=[('source', 'from the directory'), ('derived', 'derived by rule'), ('assumed', 'our assumption')], max_length=8)),
                ('accounts_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='accounting', to='offices.office')),
                ('accounting_basis', models.CharField(blank=True, choices=[('source', 'from the directory'), ('derived', 'derived by rule'), ('assumed', 'our assumption')], max_length=8)),
                ('cash_from', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cash_offices', to='offices.office')),
                ('sorted_at', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sorts_for', to='offices.office')),
                ('path', models.CharField(db_index=True, max_length=80)),
                ('delivers', models.BooleanField(default=False)),
                ('district', models.CharField(blank=True, max_length=60)),
                ('state', models.CharField(blank=True, max_length=60)),
                ('latitude', models.FloatField(null=True)),
                ('longitude', models.FloatField(null=True)),
                ('position_quality', models.CharField(choices=[('original', 'as given'), ('swapped', 'latitude and longitude were swapped'), ('suspect', 'suspect'), ('removed', 'removed as impossible'), ('missing', 'missing'), ('derived', 'from its neighbours')], default='missing', max_length=8)),
                ('single_handed', models.BooleanField(default=False)),
                ('opened_on', models.DateField()),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('rolled_out_on', models.DateField(blank=True, null=True)),
                ('wave', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='offices', to='offices.wave')),
                ('basis', models.CharField(choices=[('source', 'from the directory'), ('derived', 'derived by rule'), ('assumed', 'our assumption')], default='source', max_length=8)),
                ('search_text', models.CharField(max_length=250)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__range', (2.5, 38.5)), ('longitude__range', (63.5, 99.5))), _connector='OR'), name='offices_office_position_in_india'), models.CheckConstraint(condition=models.Q(('code__regex', '^[0-9]{8}$')), name='offices_office_code_8_digits'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['BO', 'HO', 'SO']), _negated=True), ('pincode__regex', '^[1-9][0-9]{5}$'), _connector='OR'), name='offices_post_office_has_pin'), models.CheckConstraint(condition=models.Q(('closed_on__isnull', True), ('closed_on__gte', models.F('opened_on')), _connector='OR'), name='offices_office_life')],
                'indexes': [models.Index(fields=['pincode', 'kind'], name='offices_office_pin'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('search_text', name='gin_trgm_ops'), name='offices_office_search')],
            },
        ),
        migrations.CreateModel(
            name='PincodeService',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pincode', models.CharField(max_length=6)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pincodes', to='offices.office')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('basis', models.CharField(choices=[('source', 'from the directory'), ('derived', 'derived by rule'), ('assumed', 'our assumption')], max_length=8)),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('pincode', '='), ('valid', '&&')], name='offices_one_office_per_pin')],
            },
        ),
        migrations.CreateModel(
            name='DirectoryRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('load', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='offices.directoryload')),
                ('line', models.PositiveIntegerField()),
                ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='directory_rows', to='offices.office')),
                ('raw', models.TextField()),
                ('faults', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), size=None)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('load', 'line'), name='offices_directory_line_once')],
            },
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(max_length=40)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='offices.office')),
                ('payload', models.JSONField()),
                ('summary', models.CharField(max_length=200)),
                ('reason', models.CharField(max_length=200)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('decision', models.CharField(blank=True, choices=[('approved', 'approved'), ('refused', 'refused')], max_length=10)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision_reason', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('made_by', models.F('decided_by')), _negated=True), name='offices_approval_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('decision', '')), models.Q(models.Q(('decision', ''), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='offices_approval_decision_whole')],
                'indexes': [models.Index(condition=models.Q(('decision', '')), fields=['office', 'id'], name='offices_approval_open')],
            },
        ),
        migrations.CreateModel(
            name='AccessRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('device_id', models.BigIntegerField(null=True)),
                ('arrangement_id', models.BigIntegerField(null=True)),
                ('request_id', models.CharField(max_length=64)),
                ('act', models.CharField(max_length=60)),
                ('subject', models.CharField(blank=True, max_length=60)),
            ],
            options={
                'indexes': [models.Index(fields=['office', '-at', 'id'], name='offices_access_of_office')],
            },
        ),
        migrations.CreateModel(
            name='Figure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='offices.office')),
                ('day', models.DateField()),
                ('measure', models.CharField(choices=[('booked', 'Articles booked'), ('charged', 'Charged'), ('in_cash', 'of it in cash alone'), ('delivered', 'Articles delivered'), ('brought_back', 'Attempts that failed')], max_length=12)),
                ('value', models.BigIntegerField()),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('office', 'day', 'measure'), name='offices_figure_once')],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='offices.office')),
                ('number', models.PositiveSmallIntegerField()),
                ('title', models.CharField(blank=True, max_length=60)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('clerk', 'Counter clerk'), ('supervisor', 'Supervisor'), ('treasurer', 'Treasurer'), ('mails', 'Mails and despatch clerk'), ('delivery', 'Delivery clerk'), ('postman', 'Postman'), ('bpm', 'Branch postmaster'), ('abpm', 'Assistant branch postmaster'), ('set_in_charge', 'Set in-charge'), ('sorter', 'Sorting assistant'), ('inspector', 'Inspector of posts'), ('divisional_head', 'Divisional head'), ('circle_admin', 'Circle administrator'), ('administrator', 'Directorate administrator'), ('auditor', 'Auditor'), ('partner_manager', 'Partner manager')], max_length=16), size=None)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('roles__len__gte', 1)), name='offices_post_has_a_role'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('office', '='), ('number', '='), ('valid', '&&')], name='offices_post_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='offices.post')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('user', '='), ('valid', '&&')], name='offices_one_post_a_person'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('post', '='), ('valid', '&&')], name='offices_one_person_a_post')],
            },
        ),
        migrations.CreateModel(
            name='Arrangement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('leave', 'Leave'), ('officiating', 'Officiating'), ('substitute', 'Substitute'), ('outsourced', 'Outsourced hand')], max_length=12)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='arrangements', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='arrangements', to='offices.post')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('order_number', models.CharField(max_length=60)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('valid__lower_inf', False), ('valid__upper_inf', False)), name='offices_arrangement_ends'), models.CheckConstraint(condition=models.Q(('user', models.F('made_by')), _negated=True), name='offices_arrangement_not_for_oneself'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('kind', 'leave'), _negated=True), expressions=[('post', '='), ('valid', '&&')], name='offices_one_stand_in_a_post'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('kind', 'leave')), expressions=[('user', '='), ('valid', '&&')], name='offices_away_once')],
            },
        ),
        migrations.CreateModel(
            name='WaveDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='offices.wave')),
                ('state', models.CharField(choices=[('planned', 'planned'), ('go', 'go'), ('rolled_back', 'rolled back'), ('withdrawn', 'withdrawn')], max_length=12)),
                ('opens_on', models.DateField()),
                ('missing', models.PositiveIntegerField()),
                ('reason', models.CharField(max_length=200)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Trainer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='trainer', to=settings.AUTH_USER_MODEL)),
                ('tier', models.CharField(choices=[('master', 'Master trainer'), ('champion', 'User champion')], max_length=8)),
                ('named_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('named_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Course',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('tier', models.CharField(choices=[('master', 'Master trainer'), ('champion', 'User champion'), ('user', 'End user')], max_length=8)),
                ('days', models.PositiveSmallIntegerField()),
                ('lasts_days', models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='TrainingBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='offices.course')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='training_batches', to='offices.office')),
                ('trainer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='offices.trainer')),
                ('begins_on', models.DateField()),
                ('request_id', models.UUIDField(unique=True)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='offices.trainingbatch')),
                ('number', models.PositiveSmallIntegerField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to=settings.AUTH_USER_MODEL)),
                ('completed_on', models.DateField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('number__gte', 1), ('number__lte', 25)), name='offices_seat_in_the_room'), models.UniqueConstraint(fields=('batch', 'number'), name='offices_one_person_a_seat'), models.UniqueConstraint(fields=('batch', 'user'), name='offices_one_seat_a_person')],
                'indexes': [models.Index(models.F('user'), models.OrderBy(models.F('completed_on'), descending=True), name='offices_seat_completed')],
            },
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='devices', to='offices.office')),
                ('label', models.CharField(max_length=60)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('registered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('registered_at', models.DateTimeField()),
                ('last_seen_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='LiveSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='live_sessions', to=settings.AUTH_USER_MODEL)),
                ('session_key', models.CharField(max_length=40)),
                ('device', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='offices.device')),
                ('begun_at', models.DateTimeField()),
                ('stepped_up_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_because', models.CharField(blank=True, max_length=20)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('user',), name='offices_one_live_session')],
                'indexes': [models.Index(fields=['session_key'], name='offices_session_key')],
            },
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recovery_codes', to=settings.AUTH_USER_MODEL)),
                ('code_hash', models.CharField(max_length=64)),
                ('used_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'code_hash'), name='offices_recovery_code_once')],
            },
        ),
        migrations.RunSQL(
            "CREATE INDEX offices_office_earth ON offices_office USING gist (ll_to_earth(latitude, longitude))"
            " WHERE latitude IS NOT NULL AND closed_on IS NULL",
            "DROP INDEX offices_office_earth",
        ),
        append_only("offices_accessrecord"),
        append_only("offices_wavedecision"),
        never_deleted("offices_wave"),
    ]
