/** Long enough not to come up in what a generator makes. */
const INSIDE =
  /change[-_ ]?(?:me|this)|replace[-_ ]?(?:me|this|with)|placeholder|your[-_ ](?:client|secret|app|own)/i;

/** Nothing but words that examples are made of. */
const WHOLE =
  /^(?:(?:a|abc|app|client|dummy|example|foo|here|id|insert|key|my|none|null|password|secret|test|the|this|todo|undefined|value)[-_ .!0-9]*)+$/i;

/** Whether a text was copied from an example and never replaced. */
export function isPlaceholder(text: string): boolean {
  return INSIDE.test(text) || WHOLE.test(text) || /^[<[{].*[>\]}]$/.test(text) || /^(.)\1*$/.test(text);
}
