"""What a row of a table may say of an order, and the words other systems head and fill it with."""

from django.utils.translation import gettext_lazy

from changlai.accounts.contracts import Text
from changlai.records.contracts import Column
from changlai.records.enums import AttributeKind as Kind

_GROUP = gettext_lazy("Order")
STATUSES = {
    **dict.fromkeys(("to_pay", "待付款", "待支付", "未付款", "未支付", "等待买家付款", "pending", "unpaid"), "to_pay"),
    **dict.fromkeys(("paid", "已付款", "已支付", "待发货", "付款成功", "买家已付款", "processing"), "paid"),
    **dict.fromkeys(("shipped", "已发货", "待收货", "运输中", "卖家已发货", "fulfilled"), "shipped"),
    **dict.fromkeys(
        ("done", "已完成", "交易成功", "已签收", "已收货", "完成", "成交", "completed", "delivered"), "done"
    ),
    **dict.fromkeys(("cancelled", "canceled", "已取消", "交易关闭", "取消", "关闭", "closed"), "cancelled"),
    **dict.fromkeys(("refunded", "已退款", "退款成功", "退款", "已退货", "refund"), "refunded"),
}


def _column(name: str, label: Text, kind: Kind, headers: str, example: str) -> Column:
    """One of an order; ``headers`` stand between bars."""
    return Column(f"order.{name}", label, kind, _GROUP, tuple(headers.split("|")), example)


COLUMNS = (
    _column(
        "number",
        gettext_lazy("Order number"),
        Kind.TEXT,
        "订单号|订单编号|单号|订单id|交易号|合同编号|合同号|order number|order no|order id|order|contract number",
        "HM251103-0187",
    ),
    _column(
        "amount",
        gettext_lazy("Order amount"),
        Kind.MONEY,
        "订单金额|合同金额|成交金额|金额|总价|总金额|订单总价|应付金额|交易金额|amount|total|order amount|order total"
        "|contract amount|total amount",
        "5297.00",
    ),
    _column(
        "paid_at",
        gettext_lazy("Paid at"),
        Kind.MOMENT,
        "付款时间|支付时间|成交时间|成交日期|付款日期|paid at|payment time|payment date|paid on",
        "2026-01-31 14:30",
    ),
    _column(
        "status",
        gettext_lazy("Order status"),
        Kind.TEXT,
        "订单状态|交易状态|order status|financial status|fulfillment status",
        "已完成",
    ),
    _column(
        "placed_at",
        gettext_lazy("Placed at"),
        Kind.MOMENT,
        "下单时间|下单日期|订单时间|订单日期|签约日期|合同日期|订单创建时间|购买时间|order date|ordered at|placed at"
        "|order time|contract date|purchase date",
        "2026-01-30 10:00",
    ),
    _column(
        "channel",
        gettext_lazy("Order channel"),
        Kind.TEXT,
        "店铺|店铺名称|订单渠道|订单来源|销售渠道|平台|门店|shop|store|order channel|platform|sales channel",
        "天猫",
    ),
    _column(
        "article",
        gettext_lazy("Article"),
        Kind.TEXT,
        "商品|商品名称|产品|产品名称|宝贝标题|购买商品|product|product name|item|lineitem name|article",
        "云栖床 1.8 米",
    ),
    _column(
        "sku",
        gettext_lazy("SKU"),
        Kind.TEXT,
        "货号|商品编码|商品编号|规格编码|商家编码|sku|lineitem sku|product code",
        "YQ-180",
    ),
    _column(
        "quantity",
        gettext_lazy("Quantity"),
        Kind.NUMBER,
        "数量|购买数量|商品数量|件数|quantity|qty|lineitem quantity",
        "1",
    ),
    _column(
        "price",
        gettext_lazy("Unit price"),
        Kind.MONEY,
        "单价|商品单价|unit price|price|lineitem price",
        "4599.00",
    ),
    _column(
        "discount",
        gettext_lazy("Discount"),
        Kind.MONEY,
        "优惠|优惠金额|折扣|折扣金额|discount|discount amount",
        "100.00",
    ),
    _column(
        "freight",
        gettext_lazy("Freight"),
        Kind.MONEY,
        "运费|邮费|配送费|freight|shipping|shipping fee",
        "0",
    ),
    _column(
        "paid",
        gettext_lazy("Paid amount"),
        Kind.MONEY,
        "实付|实付金额|付款金额|已付金额|实收金额|回款金额|实际支付金额|paid amount|amount paid",
        "5197.00",
    ),
    _column(
        "refunded",
        gettext_lazy("Refunded amount"),
        Kind.MONEY,
        "退款金额|已退金额|refund|refunded amount|refund amount",
        "0",
    ),
    _column(
        "currency",
        gettext_lazy("Currency"),
        Kind.TEXT,
        "币种|货币|currency",
        "CNY",
    ),
    _column(
        "company",
        gettext_lazy("Company of the order"),
        Kind.TEXT,
        "购买公司|采购公司|采购单位|购买单位|客户单位|订单公司|company of the order|order company|buying company",
        "常来科技有限公司",
    ),
    _column(
        "province",
        gettext_lazy("Province of the order"),
        Kind.TEXT,
        "收货省份|收货省|订单省份|shipping province|province of the order",
        "浙江",
    ),
    _column(
        "city",
        gettext_lazy("City of the order"),
        Kind.TEXT,
        "订单城市|收货市|city of the order",
        "杭州",
    ),
    _column(
        "remark",
        gettext_lazy("Remark of the order"),
        Kind.TEXT,
        "订单备注|买家留言|卖家备注|order note|order remark|remark of the order",
        "送货上门",
    ),
)
