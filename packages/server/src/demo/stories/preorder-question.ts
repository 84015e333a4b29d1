import { SessionScript } from "../script/session-script.ts";
import { read } from "../tools/files.ts";
import { ask, todos } from "../tools/plans.ts";
import { grep } from "../tools/search.ts";
import { PROJECTS, SONNET, type Story } from "./story.ts";

/** Waits for the answer to a question. */
export function preorderQuestion(): Story {
  const script = new SessionScript({
    sessionId: "5e0d6a52-8c1b-4f77-9a53-0b1f7c2e4d11",
    cwd: PROJECTS.shop,
    branch: "feature/preorders",
    model: SONNET,
  });
  script.prompt(
    "People want to order lamps before they are in stock. Add pre-orders: a badge in the list, a date on the product page, and a way to pay. Look at how we take payments first.",
  );
  script.title("Pre-orders for lamps that are out of stock");
  script.think(
    "Payments first. There are two places that could matter: the checkout route, and the webhook that confirms the order. Stock is checked in the cart.",
  );
  script.say("I'll look at the payment code and at where stock is checked.");
  script.use(
    grep("stock", "src", [
      "src/cart/add-line.ts:14:  if (product.stock < quantity) throw new OutOfStock(product.id);",
      'src/pages/product.ts:38:    <p class="stock">{stock} in stock</p>',
      "src/admin/import-csv.ts:52:    stock: Number(row.stock ?? 0),",
    ]),
    read(
      "/home/ines/code/tideline-shop/src/checkout/take-payment.ts",
      `import { payments } from "../payments.ts";
import type { Order } from "./order.ts";

/** Charges the card and confirms the order. */
export async function takePayment(order: Order, token: string): Promise<Receipt> {
  const charge = await payments.charge({
    amount: order.total,
    currency: order.currency,
    token,
    idempotencyKey: order.id,
  });
  return { order: order.id, paidAt: charge.createdAt, reference: charge.id };
}`,
    ),
  );
  script.use(
    todos(
      "x Find where stock is checked",
      "x Read the payment code",
      "> Decide when a pre-order is paid",
      "  Add `availableFrom` to products",
      "  Badge in the list, date on the page",
      "  Pay, and tell the customer",
    ),
  );
  script.say(
    "A card is charged at once, with the order's id as the key, so a retry is safe. For pre-orders that may be the wrong moment: some lamps arrive in two months. This changes what customers see and what accounting gets, so I'd rather ask.",
  );
  script.call(
    ask([
      {
        question: "When should a pre-order be paid?",
        header: "Payment",
        options: [
          {
            label: "When it ships (Recommended)",
            description:
              "Keep the card, charge at dispatch. Nobody waits for money back; a card may fail later.",
          },
          {
            label: "At once",
            description: "As today. Least to build; refunds when a delivery is cancelled.",
          },
          { label: "A tenth now", description: "A deposit, the rest at dispatch. Two receipts per order." },
        ],
      },
      {
        question: "May one cart hold lamps in stock and pre-orders?",
        header: "Cart",
        options: [
          { label: "Yes, two deliveries", description: "Ship what is there, send the rest later." },
          { label: "No, separate orders", description: "Simplest for shipping and for receipts." },
        ],
      },
    ]),
  );
  return { script, minutesAgo: 6 };
}
