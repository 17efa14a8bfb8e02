"""Addresses of the manager face."""

from django.urls import path

from crm.portal.manager import (
    activities,
    agreement_page,
    agreements,
    bilan,
    caseloads,
    dashboard,
    figures,
    handovers,
    need_templates,
    partners,
    plan_steps,
    plans,
    targets,
)

urlpatterns = [
    path("tableau/", dashboard.dashboard, name="dashboard"),
    path("chiffres/<slug:code>/", figures.figure_rows, name="figure-rows"),
    path("regles/", figures.rules, name="rules"),
    path("regles/<slug:code>/", figures.rule, name="rule"),
    path("charges/", caseloads.caseloads, name="caseloads"),
    path("effectifs/cibles/", targets.staffing_targets, name="staffing-targets"),
    path("charges/<int:user_id>/", handovers.staff_member, name="caseload-staff"),
    path("modeles-de-besoin/", need_templates.need_templates, name="need-templates"),
    path("modeles-de-besoin/nouveau/", need_templates.need_template, name="need-template-new"),
    path("modeles-de-besoin/<int:template_id>/", need_templates.need_template, name="need-template"),
    path(
        "modeles-de-besoin/<int:template_id>/fin/", need_templates.need_template_end, name="need-template-end"
    ),
    path("transferts/", handovers.handovers, name="handovers"),
    path("transferts/<int:pk>/", handovers.answer, name="handover-answer"),
    path("plans-de-jumelage/", plans.plans, name="matching-plans"),
    path("plans-de-jumelage/<int:pk>/", plans.plan, name="matching-plan"),
    path("plans-de-jumelage/<int:pk>/<slug:gesture>/", plan_steps.act, name="matching-plan-act"),
    path(
        "plans-de-jumelage/<int:pk>/paires/<int:pair_id>/<slug:gesture>/",
        plan_steps.act_on_pair,
        name="matching-plan-pair",
    ),
    path("bilan/", bilan.bilan, name="bilan"),
    path("bilan/bilan.pdf", bilan.bilan_pdf, name="bilan-pdf"),
    path("bilan/bilan.json", bilan.bilan_json, name="bilan-json"),
    path("ententes/", agreements.agreements, name="agreements"),
    path("ententes/nouvelle/", agreements.new_agreement, name="agreement-new"),
    path("ententes/<int:pk>/", agreement_page.agreement, name="agreement"),
    path("ententes/<int:pk>/etape/", agreement_page.move, name="agreement-move"),
    path("ententes/<int:pk>/lignes/<slug:step>/", agreement_page.add_row, name="agreement-add"),
    path("ententes/<int:pk>/lignes/<slug:step>/<int:row>/", agreement_page.write_row, name="agreement-write"),
    path(
        "ententes/<int:pk>/lignes/<slug:step>/<int:row>/retirer/",
        agreement_page.withdraw_row,
        name="agreement-withdraw",
    ),
    path("activites/", activities.activities, name="activities"),
    path("activites/nouvelle/", activities.new_activity, name="activity-new"),
    path("activites/<int:pk>/", activities.activity, name="activity"),
    path("activites/<int:pk>/retirer/", activities.undo, name="activity-undo"),
    path("partenaires/", partners.partners, name="partners"),
    path("partenaires/nouveau/", partners.new_partner, name="partner-new"),
    path("partenaires/<int:pk>/", partners.partner, name="partner"),
]
