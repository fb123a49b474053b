// Rules, flows and scorecards as text (language.md section 11).
#include "text_support.h"

namespace rulec::parser {
namespace {

TEST_CASE("text: the example of the definition") {
  check_text(R"({"id":"eu_vat_notice","name":"EU VAT notice",
    "description":"Digital goods sold into the EU without a VAT number: charge local VAT and tell the buyer.",
    "entry_point":"checkout_start","priority":20,"active_from":"2026-01-01","active_until":"2026-12-31",
    "condition":{"and":[{">=":[{"var":"cart.total"},100.00]},
      {"in":[{"var":"user.country"},["DE","FR","NL"]]},
      {"or":[{"missing":["user.vat_number"]},{"!":{"starts_with":[{"var":"user.vat_number"},"EU"]}}]},
      {"some":[{"var":"cart.items"},{"and":[{"===":[{"var":"category"},"digital"]},
        {">":[{"var":"qty"},{"val":[[2],"cart","min_qty"]}]}]}]}]},
    "actions":[{"type":"display_message","template":"vat_notice","variant":"warning",
        "vars":{"total":{"expr":{"var":"cart.total"}}}},
      {"type":"user_acknowledge","id":"ack_vat","ack_key":"vat_ack","required":true},
      {"type":"update","target":"vat.amount","operation":"set","value":{"expr":{"round":[{"/":[{"*":[
        {"decimal":{"var":"cart.total"}},{"decimal":{"var":"vat.rate"}}]},100]},2]}}}],
    "stop_processing":true,
    "tests":[{"name":"small cart","context":{"cart":{"total":5}},"expect":{"fires":false}}],
    "metadata":{"owner":"tax-team","ticket":"FIN-204"},
    "x_names":{"/condition/and/3":"item"}})",
             R"(/// Digital goods sold into the EU without a VAT number: charge local VAT and tell the buyer.
@name("EU VAT notice") @owner("tax-team") @ticket("FIN-204")
rule eu_vat_notice on checkout_start priority 20 stop {
  active from 2026-01-01 until 2026-12-31
  when
    cart.total >= 100.00
    and user.country in ["DE", "FR", "NL"]
    and (missing user.vat_number or not starts_with(user.vat_number, "EU"))
    and some item in cart.items: (item.category == "digital" and item.qty > cart.min_qty)
  then
    display_message(template: "vat_notice", variant: "warning", vars: { total: cart.total })
    user_acknowledge(id: "ack_vat", ack_key: "vat_ack", required: true)
    update vat.amount = round(decimal(cart.total) * decimal(vat.rate) / 100, 2)
  test "small cart" { given { cart: { total: 5 } } expect silent }
}
)");
}

}  // namespace
}  // namespace rulec::parser
