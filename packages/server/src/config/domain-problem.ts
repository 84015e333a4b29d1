const DOMAIN =
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** Why something cannot be an allowed domain, as a sentence's end; `undefined` when it can. They are compared exactly. */
export function domainProblem(text: string): string | undefined {
  if (DOMAIN.test(text)) return undefined;
  if (text.includes("@")) return 'must be what stands behind the @, such as "corp.example"';
  if (text.includes("*")) return "must be a whole domain: each one has to be named, sub-domains too";
  if (DOMAIN.test(text.toLowerCase())) return "must be written in lower case";
  return 'must be a domain such as "corp.example", with an international one as "xn--…"';
}
