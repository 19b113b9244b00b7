import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from apt.core.append_only import never_deleted


class Migration(migrations.Migration):

    replaces = [("partners", "0001_contracts"), ("partners", "0002_tells_at_booking"), ("partners", "0003_keys_and_people")]

    initial = True

    dependencies = [
        ('offices', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('gstin', models.CharField(blank=True, max_length=15)),
                ('contact_name', models.CharField(max_length=80)),
                ('contact_mobile', models.CharField(max_length=10)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='customers', to='offices.office')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^[0-9]{10}$')), name='partners_customer_code_10_digits'), models.CheckConstraint(condition=models.Q(('contact_mobile__regex', '^[6-9][0-9]{9}$')), name='partners_customer_mobile_indian')],
            },
        ),
        migrations.CreateModel(
            name='Contract',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=8, unique=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contracts', to='partners.customer')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contracts', to='offices.office')),
                ('scope', models.CharField(choices=[('office', 'a single office'), ('caf', 'CAF: offices of one circle'), ('naf', 'NAF: offices of several circles')], max_length=6)),
                ('payment', models.CharField(choices=[('advance', 'advance deposit'), ('bnpl', 'book now, pay later')], max_length=7)),
                ('document_product', models.CharField(blank=True, choices=[('SP_DOC', 'Speed Post document')], max_length=20)),
                ('parcel_product', models.CharField(blank=True, choices=[('IPP_CONTRACT', 'India Post Parcel, contractual'), ('SP_PARCEL_CONTRACT', 'Speed Post Parcel, contractual')], max_length=20)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('tells_at_booking', models.BooleanField(db_default=False, default=False)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^[0-9]{8}$')), name='partners_contract_code_8_digits'), models.CheckConstraint(condition=models.Q(('document_product', ''), ('parcel_product', ''), _negated=True), name='partners_contract_has_a_product')],
            },
        ),
        migrations.CreateModel(
            name='BookingPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='partners.contract')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contract_places', to='offices.office')),
                ('gstin', models.CharField(blank=True, max_length=15)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('contract', 'office'), name='partners_place_once')],
            },
        ),
        migrations.CreateModel(
            name='Terms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='partners.contract')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('credit_limit_paise', models.BigIntegerField(default=0)),
                ('discount', models.CharField(blank=True, choices=[('BULK_NEW_5', 'new bulk customer, 5 %')], max_length=16)),
                ('volume_discount', models.BooleanField(default=False)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('approved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('approved_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('credit_limit_paise__gte', 0)), name='partners_terms_limit_not_negative'), models.CheckConstraint(condition=models.Q(('asked_by', models.F('approved_by')), _negated=True), name='partners_terms_two_people'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('contract', '='), ('valid', '&&')], name='partners_one_terms_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='partners.customer')),
                ('live', models.BooleanField()),
                ('name', models.CharField(max_length=60)),
                ('prefix', models.CharField(max_length=12, unique=True)),
                ('digest', models.CharField(max_length=64)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('book', 'book, cancel, print labels, ask for pick-ups'), ('track', 'follow articles'), ('events', 'read the feed, manage webhooks')], max_length=10), size=None)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request_id', models.UUIDField(null=True, unique=True)),
                ('shown_in_url_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('scopes__len__gte', 1)), name='partners_key_opens_something'), models.CheckConstraint(condition=models.Q(models.Q(('revoked_at__isnull', True), ('revoked_by__isnull', True)), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False)), _connector='OR'), name='partners_key_revoked_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Request',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.customer')),
                ('live', models.BooleanField()),
                ('idempotency_key', models.CharField(max_length=80)),
                ('fingerprint', models.CharField(max_length=64)),
                ('begun_at', models.DateTimeField()),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('content_type', models.CharField(blank=True, max_length=40)),
                ('body', models.BinaryField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('customer', 'live', 'idempotency_key'), name='partners_request_once')],
            },
        ),
        migrations.CreateModel(
            name='Usage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='usage', to='partners.customer')),
                ('live', models.BooleanField()),
                ('day', models.DateField()),
                ('calls', models.PositiveIntegerField(default=0)),
                ('articles', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('customer', 'live', 'day'), name='partners_usage_of_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='membership', to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='partners.customer')),
                ('role', models.CharField(choices=[('owner', 'owner'), ('builder', 'developer'), ('accounts', 'accounts')], max_length=8)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField()),
                ('request_id', models.UUIDField(null=True, unique=True)),
                ('left_at', models.DateTimeField(null=True)),
            ],
        ),
        never_deleted("partners_customer"),
        never_deleted("partners_contract"),
        never_deleted("partners_terms"),
        never_deleted("partners_apikey"),
        never_deleted("partners_member"),
    ]
