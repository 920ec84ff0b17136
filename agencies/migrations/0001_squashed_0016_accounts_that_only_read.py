"""The tables of agencies, people and what is recorded of them.

One table at a time, as the migrations it replaces leave them (decision 043).
"""

import django.contrib.auth.models
import django.contrib.auth.validators
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from agencies.migrations._tables import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ('agencies', '0001_initial'),
        ('agencies', '0002_reorganisation_events'),
        ('agencies', '0003_calendar_feed'),
        ('agencies', '0004_accounts'),
        ('agencies', '0005_account_event_reset'),
        ('agencies', '0006_agency_order'),
        ('agencies', '0007_delegations'),
        ('agencies', '0008_searched_by_initials'),
        ('agencies', '0009_plain_words'),
        ('agencies', '0010_words_of_groups'),
        ('agencies', '0011_audit_trail'),
        ('agencies', '0012_who_is_at_the_door'),
        ('agencies', '0013_sign_ins_kept_of_axes'),
        ('agencies', '0014_jobs_are_rows_first'),
        ('agencies', '0015_roles_offered'),
        ('agencies', '0016_accounts_that_only_read'),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='AgencyGroup',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=80, unique=True, verbose_name='mã')),
                    ('name', models.CharField(max_length=250, verbose_name='tên nhóm')),
                    ('note', models.TextField(blank=True, verbose_name='ghi chú')),
                ],
                options={
                    'verbose_name': 'nhóm cơ quan',
                    'verbose_name_plural': 'nhóm cơ quan',
                    'ordering': ('name',),
                },
            ),
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                    ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                    ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                    ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                    ('full_name', models.CharField(max_length=150, verbose_name='họ và tên')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='thư điện tử công vụ')),
                    ('phone', models.CharField(blank=True, max_length=30, verbose_name='điện thoại')),
                    ('position', models.CharField(blank=True, max_length=150, verbose_name='chức vụ')),
                    ('search_text', models.CharField(default='', editable=False, max_length=400)),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                    ('feed_token', models.CharField(default=None, editable=False, max_length=64, null=True, unique=True)),
                    ('sleep_warned_at', models.DateTimeField(editable=False, null=True, verbose_name='báo sắp tạm ngừng lúc')),
                    ('slept_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='tạm ngừng từ')),
                    ('woken_at', models.DateTimeField(editable=False, null=True, verbose_name='mở lại lúc')),
                    ('sessions_round', models.PositiveIntegerField(default=0, editable=False)),
                    ('reads_only', models.BooleanField(default=False, editable=False, help_text='Quyền đọc từng đơn vị nằm ở các dòng `tasks.ReaderGrant`.', verbose_name='chỉ đọc, theo quyết định kiểm tra')),
                ],
                options={
                    'verbose_name': 'tài khoản',
                    'verbose_name_plural': 'tài khoản',
                    'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='agencies_user_email_once', violation_error_message='Thư điện tử này đã có tài khoản khác dùng.')],
                },
                managers=[
                    ('objects', django.contrib.auth.models.UserManager()),
                ],
            ),
            migrations.CreateModel(
                name='Agency',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField(blank=True, null=True, verbose_name='có hiệu lực từ ngày')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                    ('code', models.SlugField(max_length=80, unique=True, verbose_name='mã')),
                    ('name', models.CharField(max_length=250, verbose_name='tên chính thức')),
                    ('short_name', models.CharField(max_length=120, verbose_name='tên ngắn')),
                    ('kind', models.CharField(choices=[('so', 'Sở, ban, ngành'), ('vu-trang', 'Lực lượng vũ trang'), ('bao-dai', 'Báo, đài'), ('cap-huyen', 'UBND cấp huyện'), ('cap-xa', 'UBND cấp xã'), ('don-vi-su-nghiep', 'Đơn vị sự nghiệp công lập'), ('doanh-nghiep', 'Doanh nghiệp nhà nước'), ('trung-uong', 'Cơ quan Trung ương theo ngành dọc'), ('dang', 'Cơ quan Đảng'), ('mat-tran', 'Mặt trận Tổ quốc'), ('chinh-tri-xa-hoi', 'Tổ chức chính trị - xã hội')], max_length=20, verbose_name='loại')),
                    ('level', models.CharField(choices=[('tinh', 'Cấp tỉnh'), ('huyen', 'Cấp huyện'), ('xa', 'Cấp xã')], max_length=10, verbose_name='cấp')),
                    ('territory', models.CharField(choices=[('khanh-hoa', 'Khánh Hòa (trước 01/7/2025)'), ('ninh-thuan', 'Ninh Thuận (trước 01/7/2025)')], default='khanh-hoa', max_length=20, verbose_name='địa bàn')),
                    ('official_code', models.CharField(blank=True, help_text='Theo QĐ 20/2020/QĐ-TTg, ví dụ H32.01.02. Để trống nếu chưa biết.', max_length=35, null=True, unique=True, validators=[django.core.validators.RegexValidator('^[A-Z][0-9]{2}(\\.[0-9A-Z]+)*$')], verbose_name='mã định danh')),
                    ('unit_code', models.CharField(blank=True, max_length=5, verbose_name='mã đơn vị hành chính')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='thư điện tử công vụ')),
                    ('letter_symbol', models.CharField(blank=True, help_text='Ví dụ: SNV, UBND.', max_length=30, verbose_name='ký hiệu văn bản')),
                    ('one_step', models.BooleanField(default=False, help_text='Bật: cán bộ đầu mối được gửi thẳng, không qua thủ trưởng.', verbose_name='gửi một bước')),
                    ('note', models.CharField(blank=True, max_length=300, verbose_name='ghi chú')),
                    ('name_key', models.CharField(default='', editable=False, max_length=250)),
                    ('search_text', models.CharField(default='', editable=False, max_length=400)),
                    ('sort_key', models.CharField(default='', editable=False, max_length=500)),
                    ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='agencies.agency', verbose_name='cơ quan cấp trên')),
                ],
                options={
                    'verbose_name': 'cơ quan, đơn vị',
                    'verbose_name_plural': 'cơ quan, đơn vị',
                    'ordering': ('sort_key', 'pk'),
                    'abstract': False,
                    'indexes': [models.Index(fields=['kind', 'level', 'territory'], name='agency_kinds'), models.Index(condition=models.Q(('code__gt', '')), fields=['sort_key'], name='agency_order')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='agencies_agency_dates_in_order', violation_error_message='Ngày kết thúc phải sau ngày bắt đầu.')],
                },
            ),
            migrations.CreateModel(
                name='GroupMember',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField(blank=True, null=True, verbose_name='có hiệu lực từ ngày')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                    ('included', models.BooleanField(default=True, verbose_name='thuộc nhóm')),
                    ('reason', models.CharField(blank=True, max_length=300, verbose_name='lý do, căn cứ')),
                    ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='named_in', to='agencies.agency', verbose_name='cơ quan')),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='named', to='agencies.agencygroup', verbose_name='nhóm')),
                ],
                options={
                    'verbose_name': 'thành viên ghi đích danh',
                    'verbose_name_plural': 'thành viên ghi đích danh',
                    'abstract': False,
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='agencies_groupmember_dates_in_order', violation_error_message='Ngày kết thúc phải sau ngày bắt đầu.')],
                },
            ),
            migrations.CreateModel(
                name='GroupRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField(blank=True, null=True, verbose_name='có hiệu lực từ ngày')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                    ('kind', models.CharField(blank=True, choices=[('so', 'Sở, ban, ngành'), ('vu-trang', 'Lực lượng vũ trang'), ('bao-dai', 'Báo, đài'), ('cap-huyen', 'UBND cấp huyện'), ('cap-xa', 'UBND cấp xã'), ('don-vi-su-nghiep', 'Đơn vị sự nghiệp công lập'), ('doanh-nghiep', 'Doanh nghiệp nhà nước'), ('trung-uong', 'Cơ quan Trung ương theo ngành dọc'), ('dang', 'Cơ quan Đảng'), ('mat-tran', 'Mặt trận Tổ quốc'), ('chinh-tri-xa-hoi', 'Tổ chức chính trị - xã hội')], max_length=20, verbose_name='loại')),
                    ('level', models.CharField(blank=True, choices=[('tinh', 'Cấp tỉnh'), ('huyen', 'Cấp huyện'), ('xa', 'Cấp xã')], max_length=10, verbose_name='cấp')),
                    ('territory', models.CharField(blank=True, choices=[('khanh-hoa', 'Khánh Hòa (trước 01/7/2025)'), ('ninh-thuan', 'Ninh Thuận (trước 01/7/2025)')], max_length=20, verbose_name='địa bàn')),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='agencies.agencygroup', verbose_name='nhóm')),
                ],
                options={
                    'verbose_name': 'quy tắc của nhóm',
                    'verbose_name_plural': 'quy tắc của nhóm',
                    'abstract': False,
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='agencies_grouprule_dates_in_order', violation_error_message='Ngày kết thúc phải sau ngày bắt đầu.')],
                },
            ),
            migrations.CreateModel(
                name='Membership',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField(blank=True, null=True, verbose_name='có hiệu lực từ ngày')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                    ('role', models.CharField(choices=[('officer', 'Cán bộ đầu mối'), ('head', 'Thủ trưởng, cấp phó'), ('clerk', 'Văn thư'), ('viewer', 'Theo dõi (chỉ xem)'), ('leader', 'Lãnh đạo UBND tỉnh (xem toàn tỉnh)')], max_length=10, verbose_name='vai trò')),
                    ('is_primary', models.BooleanField(default=False, verbose_name='đầu mối chính')),
                    ('note', models.CharField(blank=True, max_length=300, verbose_name='ghi chú')),
                    ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='agencies.agency', verbose_name='cơ quan')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='cán bộ')),
                    ('is_delegation', models.BooleanField(default=False, verbose_name='ủy quyền')),
                    ('delegated_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='delegations_given', to=settings.AUTH_USER_MODEL, verbose_name='người ủy quyền')),
                ],
                options={
                    'verbose_name': 'cán bộ của đơn vị',
                    'verbose_name_plural': 'cán bộ của đơn vị',
                    'abstract': False,
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='agencies_membership_dates_in_order', violation_error_message='Ngày kết thúc phải sau ngày bắt đầu.'), models.UniqueConstraint(fields=('user', 'agency', 'role', 'valid_from'), name='agencies_membership_once', violation_error_message='Cán bộ này đã có vai trò đó tại cơ quan.'), models.UniqueConstraint(condition=models.Q(('valid_from__isnull', True)), fields=('user', 'agency', 'role'), name='agencies_membership_undated_once', violation_error_message='Cán bộ này đã có vai trò đó tại cơ quan.')],
                },
            ),
            migrations.CreateModel(
                name='Reorganisation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=250, verbose_name='tên sự kiện')),
                    ('legal_basis', models.CharField(max_length=250, verbose_name='căn cứ pháp lý')),
                    ('effective_on', models.DateField(verbose_name='ngày có hiệu lực')),
                    ('state', models.CharField(choices=[('draft', 'Dự thảo'), ('applied', 'Đã áp dụng'), ('undone', 'Đã hoàn tác')], default='draft', max_length=10, verbose_name='trạng thái')),
                    ('applied_at', models.DateTimeField(blank=True, null=True, verbose_name='thời điểm áp dụng')),
                    ('applied_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người áp dụng')),
                    ('counts', models.JSONField(blank=True, default=dict, verbose_name='kết quả áp dụng')),
                    ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='thời điểm hoàn tác')),
                    ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người hoàn tác')),
                ],
                options={
                    'verbose_name': 'sắp xếp tổ chức',
                    'verbose_name_plural': 'sắp xếp tổ chức',
                    'ordering': ('-effective_on', 'name'),
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'undone'), _negated=True), fields=('legal_basis', 'effective_on'), name='agencies_reorganisation_once', violation_error_message='Đã có sự kiện với căn cứ và ngày này.')],
                },
            ),
            migrations.CreateModel(
                name='Succession',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('merge', 'Sáp nhập, hợp nhất'), ('split', 'Chia, tách'), ('rename', 'Đổi tên'), ('dissolve', 'Giải thể')], max_length=10, verbose_name='hình thức')),
                    ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='agencies.reorganisation')),
                    ('predecessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='succeeded_by', to='agencies.agency', verbose_name='cơ quan cũ')),
                    ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='succeeds', to='agencies.agency', verbose_name='cơ quan mới')),
                    ('planned', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='agencies.plannedagency', verbose_name='cơ quan sẽ lập')),
                ],
                options={
                    'verbose_name': 'kế thừa',
                    'verbose_name_plural': 'kế thừa',
                    'constraints': [models.UniqueConstraint(fields=('event', 'predecessor', 'successor'), name='agencies_succession_once'), models.UniqueConstraint(fields=('event', 'predecessor', 'planned'), name='agencies_succession_planned_once'), models.UniqueConstraint(condition=models.Q(('kind', 'dissolve')), fields=('event', 'predecessor'), name='agencies_dissolution_once'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'dissolve'), ('planned__isnull', True), ('successor__isnull', True)), models.Q(models.Q(('kind', 'dissolve'), _negated=True), models.Q(('successor__isnull', False), ('planned__isnull', False), _connector='OR')), _connector='OR'), name='agencies_succession_successor_fits_kind', violation_error_message='Giải thể thì không có cơ quan mới; các hình thức khác phải có.'), models.CheckConstraint(condition=models.Q(('predecessor', models.F('successor')), _negated=True), name='agencies_succession_not_itself', violation_error_message='Cơ quan không thể kế thừa chính mình.')],
                },
            ),
            migrations.CreateModel(
                name='Ancestry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('since', models.DateField(verbose_name='từ ngày')),
                    ('elder', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='heirs', to='agencies.agency')),
                    ('heir', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='elders', to='agencies.agency')),
                ],
                options={
                    'verbose_name': 'dòng kế thừa',
                    'verbose_name_plural': 'dòng kế thừa',
                    'constraints': [models.UniqueConstraint(fields=('elder', 'heir'), name='agencies_ancestry_once')],
                },
            ),
            migrations.CreateModel(
                name='PlannedAgency',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=80, verbose_name='mã')),
                    ('name', models.CharField(max_length=250, verbose_name='tên chính thức')),
                    ('short_name', models.CharField(max_length=120, verbose_name='tên ngắn')),
                    ('kind', models.CharField(choices=[('so', 'Sở, ban, ngành'), ('vu-trang', 'Lực lượng vũ trang'), ('bao-dai', 'Báo, đài'), ('cap-huyen', 'UBND cấp huyện'), ('cap-xa', 'UBND cấp xã'), ('don-vi-su-nghiep', 'Đơn vị sự nghiệp công lập'), ('doanh-nghiep', 'Doanh nghiệp nhà nước'), ('trung-uong', 'Cơ quan Trung ương theo ngành dọc'), ('dang', 'Cơ quan Đảng'), ('mat-tran', 'Mặt trận Tổ quốc'), ('chinh-tri-xa-hoi', 'Tổ chức chính trị - xã hội')], max_length=20, verbose_name='loại')),
                    ('level', models.CharField(choices=[('tinh', 'Cấp tỉnh'), ('huyen', 'Cấp huyện'), ('xa', 'Cấp xã')], max_length=10, verbose_name='cấp')),
                    ('territory', models.CharField(choices=[('khanh-hoa', 'Khánh Hòa (trước 01/7/2025)'), ('ninh-thuan', 'Ninh Thuận (trước 01/7/2025)')], default='khanh-hoa', max_length=20, verbose_name='địa bàn')),
                    ('unit_code', models.CharField(blank=True, max_length=5, verbose_name='mã đơn vị hành chính')),
                    ('note', models.CharField(blank=True, max_length=300, verbose_name='ghi chú')),
                    ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='planned', to='agencies.reorganisation')),
                    ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='cơ quan cấp trên')),
                ],
                options={
                    'verbose_name': 'cơ quan sẽ lập',
                    'verbose_name_plural': 'cơ quan sẽ lập',
                    'ordering': ('code',),
                    'constraints': [models.UniqueConstraint(fields=('event', 'code'), name='agencies_planned_once', violation_error_message='Mã này đã có trong sự kiện.')],
                },
            ),
            migrations.CreateModel(
                name='ReorganisationChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('table', models.CharField(max_length=60)),
                    ('row_id', models.BigIntegerField()),
                    ('before', models.JSONField(null=True)),
                    ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='agencies.reorganisation')),
                ],
                options={
                    'verbose_name': 'thay đổi của sự kiện',
                    'verbose_name_plural': 'thay đổi của sự kiện',
                    'ordering': ('pk',),
                },
            ),
            migrations.CreateModel(
                name='AccountEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('invited', 'Gửi thư kích hoạt'), ('password', 'Đặt mật khẩu'), ('warned', 'Báo sắp tạm ngừng'), ('slept', 'Tạm ngừng'), ('link', 'Gửi liên kết mở lại'), ('woken', 'Mở lại'), ('reset', 'Gửi liên kết đặt mật khẩu'), ('shut', 'Tạm khóa vì nhập sai mật khẩu'), ('opened', 'Gỡ tạm khóa'), ('device', 'Đăng nhập từ thiết bị mới'), ('factor', 'Thay đổi xác thực hai lớp'), ('ended', 'Kết thúc phiên đăng nhập')], max_length=10, verbose_name='việc')),
                    ('at', models.DateTimeField(verbose_name='lúc')),
                    ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='account_events', to=settings.AUTH_USER_MODEL)),
                    ('detail', models.CharField(blank=True, max_length=300, verbose_name='chi tiết')),
                    ('untold', models.BooleanField(default=False)),
                ],
                options={
                    'verbose_name': 'nhật ký tài khoản',
                    'verbose_name_plural': 'nhật ký tài khoản',
                    'ordering': ('-at', '-pk'),
                    'indexes': [models.Index(fields=['user', 'kind', '-at'], name='account_event_by_user'), models.Index(condition=models.Q(('untold', True)), fields=['at'], name='account_event_untold')],
                },
            ),
            migrations.CreateModel(
                name='AuditPurge',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', models.DateField(unique=True, verbose_name='tháng')),
                    ('until', models.DateTimeField(verbose_name='trước thời điểm')),
                    ('number', models.PositiveIntegerField(verbose_name='số dòng')),
                    ('digest', models.CharField(max_length=64, verbose_name='SHA-256')),
                    ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='lúc')),
                ],
                options={
                    'verbose_name': 'nhật ký đã bỏ',
                    'verbose_name_plural': 'nhật ký đã bỏ',
                    'ordering': ('-month',),
                },
            ),
            migrations.CreateModel(
                name='AuditRecord',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='lúc')),
                    ('kind', models.CharField(max_length=20, verbose_name='việc')),
                    ('job', models.CharField(blank=True, max_length=80, verbose_name='việc nền, lệnh')),
                    ('address', models.GenericIPAddressField(null=True, verbose_name='địa chỉ mạng')),
                    ('model', models.CharField(blank=True, max_length=80, verbose_name='loại dữ liệu')),
                    ('key', models.CharField(blank=True, max_length=40, verbose_name='khóa')),
                    ('target', models.CharField(blank=True, max_length=200, verbose_name='đối tượng')),
                    ('before', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='trước')),
                    ('after', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='sau')),
                    ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='audit_records', to=settings.AUTH_USER_MODEL, verbose_name='người thực hiện')),
                    ('person', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='tài khoản liên quan')),
                ],
                options={
                    'verbose_name': 'nhật ký hệ thống',
                    'verbose_name_plural': 'nhật ký hệ thống',
                    'ordering': ('-at', '-pk'),
                    'indexes': [models.Index(fields=['-at', '-id'], name='audit_by_day'), models.Index(fields=['kind', '-at', '-id'], name='audit_by_kind'), models.Index(fields=['actor', '-at', '-id'], name='audit_by_actor'), models.Index(fields=['person', '-at', '-id'], name='audit_by_person')],
                },
            ),
            migrations.CreateModel(
                name='Device',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key_hash', models.CharField(max_length=64)),
                    ('label', models.CharField(max_length=100, verbose_name='thiết bị')),
                    ('first_at', models.DateTimeField(verbose_name='lần đầu')),
                    ('last_at', models.DateTimeField(verbose_name='gần nhất')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='devices', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'thiết bị đã biết',
                    'verbose_name_plural': 'thiết bị đã biết',
                    'constraints': [models.UniqueConstraint(fields=('user', 'key_hash'), name='agencies_device_once')],
                },
            ),
            migrations.CreateModel(
                name='SignIn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('session_key', models.CharField(db_index=True, max_length=40)),
                    ('address', models.CharField(blank=True, max_length=45, verbose_name='địa chỉ mạng')),
                    ('device', models.CharField(max_length=100, verbose_name='thiết bị')),
                    ('at', models.DateTimeField(verbose_name='đăng nhập lúc')),
                    ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='kết thúc lúc')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_ins', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'lần đăng nhập',
                    'verbose_name_plural': 'nhật ký đăng nhập',
                    'ordering': ('-at', '-pk'),
                    'indexes': [models.Index(fields=['user', '-at'], name='sign_in_by_user')],
                },
            ),
            migrations.CreateModel(
                name='SignInTry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=150)),
                    ('place', models.CharField(max_length=50)),
                    ('device', models.CharField(blank=True, max_length=64)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'verbose_name': 'lần thử đăng nhập',
                    'verbose_name_plural': 'lần thử đăng nhập',
                    'indexes': [models.Index(fields=['name', 'at'], name='sign_in_try_by_name'), models.Index(fields=['place', 'at'], name='sign_in_try_by_place')],
                },
            ),
            migrations.CreateModel(
                name='AskedJob',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('job', models.CharField(max_length=100, verbose_name='việc')),
                    ('arguments', models.CharField(max_length=500, verbose_name='của')),
                    ('asked_at', models.DateTimeField(verbose_name='yêu cầu lúc')),
                    ('due_at', models.DateTimeField(db_index=True, verbose_name='chạy từ')),
                    ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='lần hỏng')),
                    ('problem', models.CharField(blank=True, max_length=200, verbose_name='hỏng vì')),
                ],
                options={
                    'verbose_name': 'việc nền chờ chạy',
                    'verbose_name_plural': 'việc nền chờ chạy',
                    'ordering': ('due_at', 'pk'),
                    'constraints': [models.UniqueConstraint(fields=('job', 'arguments'), name='asked_job_once')],
                },
            ),
            migrations.CreateModel(
                name='RoleOffer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('officer', 'Cán bộ đầu mối'), ('head', 'Thủ trưởng, cấp phó'), ('clerk', 'Văn thư'), ('viewer', 'Theo dõi (chỉ xem)'), ('leader', 'Lãnh đạo UBND tỉnh (xem toàn tỉnh)')], max_length=10, verbose_name='vai trò')),
                    ('is_primary', models.BooleanField(default=False, verbose_name='đầu mối chính')),
                    ('valid_from', models.DateField(null=True, verbose_name='từ ngày')),
                    ('valid_to', models.DateField(null=True, verbose_name='đến hết ngày')),
                    ('offered_on', models.DateField(verbose_name='ngày đề nghị')),
                    ('state', models.CharField(choices=[('open', 'Chờ trả lời'), ('accepted', 'Đã đồng ý'), ('declined', 'Không đồng ý'), ('withdrawn', 'Đã rút')], default='open', max_length=10, verbose_name='trạng thái')),
                    ('answered_at', models.DateTimeField(null=True, verbose_name='trả lời lúc')),
                    ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='role_offers', to='agencies.agency', verbose_name='cơ quan')),
                    ('offered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người đề nghị')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='role_offers', to=settings.AUTH_USER_MODEL, verbose_name='cán bộ')),
                ],
                options={
                    'verbose_name': 'vai trò được đề nghị',
                    'verbose_name_plural': 'vai trò được đề nghị',
                    'ordering': ('-pk',),
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('user', 'agency', 'role'), name='agencies_role_offered_once')],
                },
            ),
        ]),
    ]
