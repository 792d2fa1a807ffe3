/** A JSON object that came from outside. */
export type Json = Readonly<Record<string, unknown>>;

export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The text that a field holds; empty where it holds none. */
export function stringOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A list of objects; null where it is none, or holds anything else. */
export function objects(value: unknown): readonly Json[] | null {
  return Array.isArray(value) && value.every(isJson) ? value : null;
}

/** What is wrong with a text of `least` to `most` characters, counted as Slack counts them. */
export function textFault(value: unknown, most: number, least = 1): string | null {
  if (typeof value !== "string") return "must be a string";
  const { length } = value;
  if (length < least) return `must be at least ${least} characters`;
  return length > most ? `must be at most ${most} characters` : null;
}

/** What is wrong with a text object (composition-objects/text-object). */
export function textObjectFault(value: unknown, most: number, kinds: readonly string[]): string | null {
  if (!isJson(value)) return "must be a text object";
  if (typeof value.type !== "string" || !kinds.includes(value.type)) return `must be of ${kinds.join(" or ")}`;
  if (value.type === "plain_text" && "verbatim" in value) return "plain text has no verbatim";
  return textFault(value.text, most);
}

const buttonText = 75;
const buttonValue = 2_000;
const longestUrl = 3_000;

/** What is wrong with an interactive element of an actions block, or with a section's accessory. */
export function elementFault(element: Json): string | null {
  const { type } = element;
  switch (type) {
    case "button":
      return (
        textObjectFault(element.text, buttonText, ["plain_text"]) ??
        (element.value === undefined ? null : textFault(element.value, buttonValue)) ??
        (element.url === undefined ? null : urlFault(element.url)) ??
        actionIdFault(element)
      );
    case "static_select":
    case "radio_buttons":
    case "checkboxes":
    case "overflow":
      return optionsFault(element.options) ?? actionIdFault(element);
    case "plain_text_input":
      return actionIdFault(element);
    default:
      return `unsupported element ${String(type)}`;
  }
}

/** What is wrong with an element of a context_actions block. */
export function contextActionFault(element: Json): string | null {
  if (element.type === "icon_button") {
    return textObjectFault(element.text, buttonText, ["plain_text"]) ?? actionIdFault(element);
  }
  if (element.type !== "feedback_buttons") return `unsupported element ${String(element.type)}`;
  for (const name of ["positive_button", "negative_button"]) {
    const button = element[name];
    if (!isJson(button)) return `${name} is missing`;
    const fault =
      textObjectFault(button.text, buttonText, ["plain_text"]) ??
      textFault(button.value, buttonValue) ??
      (button.accessibility_label === undefined ? null : textFault(button.accessibility_label, buttonText));
    if (fault !== null) return `${name}: ${fault}`;
  }
  return actionIdFault(element);
}

export function urlFault(value: unknown): string | null {
  if (typeof value !== "string" || !/^https?:\/\//.test(value)) return "must be a URL";
  return textFault(value, longestUrl);
}

function actionIdFault({ action_id: id }: Json): string | null {
  return id === undefined ? null : textFault(id, 255);
}

function optionsFault(value: unknown): string | null {
  const options = objects(value);
  if (options === null || options.length === 0) return "options are missing";
  if (options.length > 100) return "more than 100 options";
  for (const option of options) {
    const fault = textObjectFault(option.text, 75, ["plain_text", "mrkdwn"]) ?? textFault(option.value, 150);
    if (fault !== null) return `option: ${fault}`;
  }
  return null;
}
