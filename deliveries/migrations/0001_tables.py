import deliveries.models.masters
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from apt.core.append_only import append_only, never_deleted


class Migration(migrations.Migration):

    replaces = [("deliveries", "0001_initial"), ("deliveries", "0002_rounds"), ("deliveries", "0003_office"), ("deliveries", "0004_bulk_and_window"), ("deliveries", "0005_walked")]

    initial = True

    dependencies = [
        ('bookings', '0001_tables'),
        ('offices', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delivery_batches', to='offices.office')),
                ('number', models.PositiveSmallIntegerField()),
                ('leaves_at', models.TimeField()),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(default=deliveries.models.masters.always)),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('office', '='), ('number', '='), ('valid', '&&')], name='deliveries_batch_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Beat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='beats', to='offices.office')),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='beats', to='deliveries.batch')),
                ('number', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=60)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(default=deliveries.models.masters.always)),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('office', '='), ('number', '='), ('valid', '&&')], name='deliveries_beat_number_once')],
            },
        ),
        migrations.CreateModel(
            name='BeatArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('beat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='areas', to='deliveries.beat')),
                ('kind', models.CharField(choices=[('pin', 'PIN'), ('digipin', 'DIGIPIN prefix')], max_length=7)),
                ('prefix', models.CharField(max_length=10)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(default=deliveries.models.masters.always)),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('office', '='), ('kind', '='), ('prefix', '='), ('valid', '&&')], name='deliveries_area_of_one_beat')],
            },
        ),
        migrations.CreateModel(
            name='AddressPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('address', models.CharField(max_length=64)),
                ('beat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliveries.beat')),
                ('place', models.FloatField(null=True)),
                ('learnt_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('office', 'address'), name='deliveries_address_has_one_place'), models.CheckConstraint(condition=models.Q(('place__isnull', True), ('place__range', (0, 1)), _connector='OR'), name='deliveries_place_on_the_way')],
            },
        ),
        migrations.CreateModel(
            name='Sheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=24, unique=True)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='offices.office')),
                ('channel', models.CharField(choices=[('postman', 'Postman'), ('branch', 'Branch office'), ('bulk', 'Bulk addressee')], default='postman', max_length=8)),
                ('beat', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='deliveries.beat')),
                ('branch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('postman', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to=settings.AUTH_USER_MODEL)),
                ('sheet_date', models.DateField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField()),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('beat__isnull', False), ('branch__isnull', True), ('channel', 'postman')), models.Q(('beat__isnull', True), ('branch__isnull', False), ('channel', 'branch')), models.Q(('beat__isnull', True), ('branch__isnull', True), ('channel', 'bulk')), _connector='OR'), name='deliveries_sheet_of_its_channel')],
                'indexes': [models.Index(fields=['postman', 'sheet_date'], name='deliveries_sheet_of_postman'), models.Index(fields=['office', 'sheet_date'], name='deliveries_sheet_of_office')],
            },
        ),
        migrations.CreateModel(
            name='Phone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(unique=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='phones', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='phones', to='offices.office')),
                ('label', models.CharField(max_length=60)),
                ('first_seen_at', models.DateTimeField()),
                ('last_seen_at', models.DateTimeField()),
                ('received', models.PositiveIntegerField(default=0)),
                ('receipt', models.BigIntegerField(default=0)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revoked_because', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('revoked_at__isnull', True), ('revoked_by__isnull', True)), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False)), _connector='OR'), name='deliveries_phone_revoked_by_somebody')],
                'indexes': [models.Index(fields=['office', '-last_seen_at'], name='deliveries_phone_of_office')],
            },
        ),
        migrations.CreateModel(
            name='Proof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('kind', models.CharField(choices=[('photo', 'Photo'), ('signature', 'Signature')], max_length=10)),
                ('media_type', models.CharField(max_length=20)),
                ('content', models.BinaryField()),
                ('received_at', models.DateTimeField()),
                ('received_from', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='KeptEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_uuid', models.UUIDField(unique=True)),
                ('fingerprint', models.CharField(max_length=64)),
                ('phone', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='kept', to='deliveries.phone')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kept_entries', to='offices.office')),
                ('article_number', models.CharField(max_length=13)),
                ('why', models.CharField(choices=[('revoked', 'the phone was revoked'), ('from_the_future', 'the time lies in the future'), ('too_early', 'before the sheet was taken over'), ('not_on_sheet', 'not on a sheet of this postman'), ('overtaken', 'the article has moved on since'), ('too_late', 'sent too late')], max_length=16)),
                ('said', models.JSONField()),
                ('happened_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('accepted', models.BooleanField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reason', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('accepted__isnull', True), ('decided_at__isnull', True), ('decided_by__isnull', True)), models.Q(('accepted__isnull', False), ('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('decided_by', models.F('made_by')), _negated=True)), _connector='OR'), name='deliveries_kept_entry_decided_by_another')],
                'indexes': [models.Index(condition=models.Q(('accepted__isnull', True)), fields=['office', 'id'], name='deliveries_kept_waiting')],
            },
        ),
        migrations.CreateModel(
            name='WindowDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='window_deliveries', to='bookings.article')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('document', models.CharField(blank=True, choices=[('aadhaar', 'Aadhaar'), ('passport', 'Passport'), ('licence', 'Driving licence'), ('voter', 'Voter identity card'), ('pan', 'PAN card'), ('other', 'Other officially valid document')], max_length=10)),
                ('last4', models.CharField(blank=True, max_length=4)),
                ('received_by', models.CharField(max_length=80)),
                ('relation', models.CharField(choices=[('self', 'Addressee'), ('family', 'Family member'), ('neighbour', "Neighbour at the addressee's wish"), ('colleague', 'Colleague or reception'), ('guard', 'Guard or caretaker'), ('authorised', 'Authorised in writing')], max_length=12)),
                ('photo', models.CharField(blank=True, max_length=64)),
                ('signature', models.CharField(blank=True, max_length=64)),
                ('approval', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.approval')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('happened_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('document', ''), ('last4', '')), models.Q(models.Q(('document', ''), _negated=True), ('last4__regex', '^[A-Z0-9]{4}$')), _connector='OR'), name='deliveries_window_last4'), models.CheckConstraint(condition=models.Q(('photo', ''), ('signature', ''), _negated=True), name='deliveries_window_proof')],
                'indexes': [models.Index(condition=models.Q(('photo', ''), _negated=True), fields=['photo'], name='deliveries_window_photo'), models.Index(condition=models.Q(('signature', ''), _negated=True), fields=['signature'], name='deliveries_window_signed')],
            },
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='bookings.article')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('remark', models.CharField(choices=[('door_locked', 'Door locked'), ('on_request', 'On addressee request'), ('poste_restante', 'Poste restante'), ('local_holiday', 'Local holiday'), ('absent', 'Addressee not available'), ('through_branch', 'To be delivered through branch office'), ('beat_change', 'Delivery beat change'), ('for_bulk', 'Diverted for bulk delivery'), ('from_bulk', 'Reverted from bulk addressee'), ('next_day', 'Attempt on the next day: addressee cannot be located'), ('closed', 'Office or premises closed'), ('not_attempted', 'No delivery attempted'), ('damaged', 'Damaged: window delivery'), ('cod_not_available', 'COD amount not available with addressee'), ('upi_failed', 'Network issue in UPI payment'), ('moved', 'Addressee moved'), ('insufficient', 'Insufficient address'), ('not_located', 'Addressee cannot be located'), ('refused', 'Refused'), ('left', 'Addressee left without instruction'), ('no_such_person', 'No such person in the address'), ('unclaimed', 'Unclaimed, or returned to RLO'), ('deceased', 'Deceased'), ('recalled', 'Recalled'), ('missent', 'Missent'), ('cod_refused', 'Refused to pay COD'), ('prohibited', 'Prohibited article')], max_length=20)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='ToLetterOffice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='to_letter_office', to='bookings.article')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('to_office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='MobileChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mobile_changes', to='bookings.article')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('mobile', models.CharField(blank=True, max_length=10)),
                ('old_mobile', models.CharField(blank=True, max_length=10)),
                ('asked_by_whom', models.CharField(choices=[('addressee', 'addressee'), ('sender', 'sender')], max_length=9)),
                ('document', models.CharField(choices=[('aadhaar', 'Aadhaar'), ('passport', 'Passport'), ('licence', 'Driving licence'), ('voter', 'Voter identity card'), ('pan', 'PAN card'), ('other', 'Other officially valid document')], max_length=10)),
                ('last4', models.CharField(max_length=4)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField()),
                ('allowed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('allowed_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('allowed_at__isnull', True), ('allowed_by__isnull', True)), models.Q(('allowed_at__isnull', False), models.Q(('allowed_by', models.F('made_by')), _negated=True)), _connector='OR'), name='deliveries_mobile_allowed_by_another')],
            },
        ),
        migrations.CreateModel(
            name='SentBack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='sent_back', to='bookings.article')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('reason', models.CharField(choices=[('door_locked', 'Door locked'), ('on_request', 'On addressee request'), ('poste_restante', 'Poste restante'), ('local_holiday', 'Local holiday'), ('absent', 'Addressee not available'), ('through_branch', 'To be delivered through branch office'), ('beat_change', 'Delivery beat change'), ('for_bulk', 'Diverted for bulk delivery'), ('from_bulk', 'Reverted from bulk addressee'), ('next_day', 'Attempt on the next day: addressee cannot be located'), ('closed', 'Office or premises closed'), ('not_attempted', 'No delivery attempted'), ('damaged', 'Damaged: window delivery'), ('cod_not_available', 'COD amount not available with addressee'), ('upi_failed', 'Network issue in UPI payment'), ('moved', 'Addressee moved'), ('insufficient', 'Insufficient address'), ('not_located', 'Addressee cannot be located'), ('refused', 'Refused'), ('left', 'Addressee left without instruction'), ('no_such_person', 'No such person in the address'), ('unclaimed', 'Unclaimed, or returned to RLO'), ('deceased', 'Deceased'), ('recalled', 'Recalled'), ('missent', 'Missent'), ('cod_refused', 'Refused to pay COD'), ('prohibited', 'Prohibited article')], max_length=20)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Redirection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='redirection', to='bookings.article')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('to_office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('from_pincode', models.CharField(max_length=6)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='SheetItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='deliveries.sheet')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheet_items', to='bookings.article')),
                ('position', models.PositiveSmallIntegerField()),
                ('outcome', models.CharField(blank=True, choices=[('delivered', 'delivered'), ('not_delivered', 'not delivered'), ('wrong_code', 'wrong code'), ('code_locked', 'no tries left'), ('code_expired', 'code expired'), ('superseded', 'another entry stands')], max_length=14)),
                ('remark', models.CharField(blank=True, choices=[('door_locked', 'Door locked'), ('on_request', 'On addressee request'), ('poste_restante', 'Poste restante'), ('local_holiday', 'Local holiday'), ('absent', 'Addressee not available'), ('through_branch', 'To be delivered through branch office'), ('beat_change', 'Delivery beat change'), ('for_bulk', 'Diverted for bulk delivery'), ('from_bulk', 'Reverted from bulk addressee'), ('next_day', 'Attempt on the next day: addressee cannot be located'), ('closed', 'Office or premises closed'), ('not_attempted', 'No delivery attempted'), ('damaged', 'Damaged: window delivery'), ('cod_not_available', 'COD amount not available with addressee'), ('upi_failed', 'Network issue in UPI payment'), ('moved', 'Addressee moved'), ('insufficient', 'Insufficient address'), ('not_located', 'Addressee cannot be located'), ('refused', 'Refused'), ('left', 'Addressee left without instruction'), ('no_such_person', 'No such person in the address'), ('unclaimed', 'Unclaimed, or returned to RLO'), ('deceased', 'Deceased'), ('recalled', 'Recalled'), ('missent', 'Missent'), ('cod_refused', 'Refused to pay COD'), ('prohibited', 'Prohibited article')], max_length=20)),
                ('deposit', models.CharField(blank=True, choices=[('postman', 'Deposit with postman'), ('office', 'Deposit with office')], max_length=8)),
                ('verified_at', models.DateTimeField(null=True)),
                ('verified_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reopened_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='DeliveryCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='deliveries.sheetitem')),
                ('article', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='delivery_codes', to='bookings.article')),
                ('sheet', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='deliveries.sheet')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('issue_number', models.PositiveSmallIntegerField()),
                ('issued_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('mobile_digest', models.CharField(max_length=64)),
                ('again', models.BooleanField(default=False)),
                ('sent_at', models.DateTimeField(null=True)),
                ('wrong_tries', models.PositiveSmallIntegerField(default=0)),
                ('spent_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('article', 'issue_number'), name='deliveries_code_issue_once'), models.UniqueConstraint(fields=('sheet', 'issue_number'), name='deliveries_sheet_code_once'), models.CheckConstraint(condition=models.Q(models.Q(('article__isnull', False), ('sheet__isnull', True)), models.Q(('article__isnull', True), ('item__isnull', True), ('sheet__isnull', False)), _connector='OR'), name='deliveries_code_of_one_thing')],
                'indexes': [models.Index(fields=['mobile_digest', '-issued_at'], name='deliveries_codes_to_mobile'), models.Index(fields=['office', '-issued_at'], name='deliveries_codes_of_office')],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_uuid', models.UUIDField(unique=True)),
                ('fingerprint', models.CharField(max_length=64)),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='deliveries.sheetitem')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='bookings.article')),
                ('made_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('phone', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='deliveries.phone')),
                ('seq', models.PositiveIntegerField(default=0)),
                ('happened_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('verdict', models.CharField(choices=[('delivered', 'delivered'), ('not_delivered', 'not delivered'), ('wrong_code', 'wrong code'), ('code_locked', 'no tries left'), ('code_expired', 'code expired'), ('superseded', 'another entry stands')], max_length=14)),
                ('tries_left', models.PositiveSmallIntegerField(null=True)),
                ('remark', models.CharField(blank=True, choices=[('door_locked', 'Door locked'), ('on_request', 'On addressee request'), ('poste_restante', 'Poste restante'), ('local_holiday', 'Local holiday'), ('absent', 'Addressee not available'), ('through_branch', 'To be delivered through branch office'), ('beat_change', 'Delivery beat change'), ('for_bulk', 'Diverted for bulk delivery'), ('from_bulk', 'Reverted from bulk addressee'), ('next_day', 'Attempt on the next day: addressee cannot be located'), ('closed', 'Office or premises closed'), ('not_attempted', 'No delivery attempted'), ('damaged', 'Damaged: window delivery'), ('cod_not_available', 'COD amount not available with addressee'), ('upi_failed', 'Network issue in UPI payment'), ('moved', 'Addressee moved'), ('insufficient', 'Insufficient address'), ('not_located', 'Addressee cannot be located'), ('refused', 'Refused'), ('left', 'Addressee left without instruction'), ('no_such_person', 'No such person in the address'), ('unclaimed', 'Unclaimed, or returned to RLO'), ('deceased', 'Deceased'), ('recalled', 'Recalled'), ('missent', 'Missent'), ('cod_refused', 'Refused to pay COD'), ('prohibited', 'Prohibited article')], max_length=20)),
                ('received_by', models.CharField(blank=True, max_length=80)),
                ('relation', models.CharField(blank=True, choices=[('self', 'Addressee'), ('family', 'Family member'), ('neighbour', "Neighbour at the addressee's wish"), ('colleague', 'Colleague or reception'), ('guard', 'Guard or caretaker'), ('authorised', 'Authorised in writing')], max_length=12)),
                ('latitude', models.DecimalField(decimal_places=5, max_digits=8, null=True)),
                ('longitude', models.DecimalField(decimal_places=5, max_digits=8, null=True)),
                ('accuracy_m', models.PositiveIntegerField(null=True)),
                ('photo', models.CharField(blank=True, max_length=64)),
                ('signature', models.CharField(blank=True, max_length=64)),
                ('called_at', models.DateTimeField(null=True)),
                ('flags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('far', 'far from the address'), ('no_position', 'no position given'), ('jump', 'too far from the entry before, in too little time'), ('same_spot', 'many failures from one spot'), ('after_hours', 'outside the hours of delivery'), ('clock', "the phone's clock is wrong"), ('late', 'heard much later than it happened'), ('same_photo', 'the photo was used before')], max_length=12), default=list, size=None)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False)), _connector='OR'), name='deliveries_attempt_whole_position')],
                'indexes': [models.Index(fields=['article', 'recorded_at'], name='deliveries_attempt_of_article'), models.Index(fields=['made_by', 'happened_at'], name='deliveries_attempt_walked'), models.Index(condition=models.Q(('flags', []), _negated=True), fields=['-recorded_at'], name='deliveries_attempt_flagged'), models.Index(condition=models.Q(('photo', ''), _negated=True), fields=['photo'], name='deliveries_attempt_photo'), models.Index(condition=models.Q(('signature', ''), _negated=True), fields=['signature'], name='deliveries_attempt_signed')],
            },
        ),
        migrations.CreateModel(
            name='CallBack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='call_backs', to='offices.office')),
                ('drawn_on', models.DateField()),
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='call_back', to='deliveries.sheetitem')),
                ('result', models.CharField(blank=True, choices=[('came', 'The postman came'), ('nobody_came', 'Nobody came'), ('not_reached', 'Not reached')], max_length=12)),
                ('called_at', models.DateTimeField(null=True)),
                ('called_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('called_at__isnull', True), ('called_by__isnull', True), ('result', '')), models.Q(models.Q(('result', ''), _negated=True), ('called_at__isnull', False), ('called_by__isnull', False)), _connector='OR'), name='deliveries_call_whole')],
                'indexes': [models.Index(fields=['office', '-drawn_on'], name='deliveries_calls_of_day')],
            },
        ),
        migrations.AddField(
            model_name='SheetItem',
            name='standing',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stands_for', to='deliveries.attempt'),
        ),
        migrations.AddConstraint(
            model_name='SheetItem',
            constraint=models.UniqueConstraint(fields=('sheet', 'article'), name='deliveries_article_once_a_sheet'),
        ),
        migrations.AddConstraint(
            model_name='SheetItem',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('article',), name='deliveries_article_on_one_open_sheet'),
        ),
        migrations.AddConstraint(
            model_name='SheetItem',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'delivered', 'not_delivered'])), name='deliveries_outcome_closes'),
        ),
        append_only("deliveries_attempt"),
        append_only("deliveries_proof"),
        never_deleted("deliveries_phone"),
        never_deleted("deliveries_keptentry"),
        append_only("deliveries_windowdelivery"),
        append_only("deliveries_sentback"),
        append_only("deliveries_redirection"),
        never_deleted("deliveries_callback"),
        append_only("deliveries_hold"),
        append_only("deliveries_toletteroffice"),
        never_deleted("deliveries_mobilechange"),
    ]
