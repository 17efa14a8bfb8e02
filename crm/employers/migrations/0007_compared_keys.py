from django.db import migrations

from crm.employers.models.keys import domain_of_address, domain_of_site, phone_key


def fill(apps, _schema):
    """Rows written before are compared too."""
    contact = apps.get_model("employers", "Contact")
    for row in contact.objects.exclude(phone="", email="").iterator():
        keys = {"phone_key": phone_key(row.phone), "email_domain": domain_of_address(row.email)}
        if any(keys.values()):
            contact.objects.filter(pk=row.pk).update(**keys)
    employer = apps.get_model("employers", "Employer")
    for row in employer.objects.exclude(website="").iterator():
        employer.objects.filter(pk=row.pk).update(web_domain=domain_of_site(row.website))


class Migration(migrations.Migration):

    dependencies = [
        ('employers', '0006_merging'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
