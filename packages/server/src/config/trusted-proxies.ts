import { isIP } from "node:net";

/** Why something cannot be a trusted proxy, as a sentence's end; `undefined` when it can: an address or a network. */
export function proxyProblem(text: string): string | undefined {
  const [address = "", bits, ...more] = text.split("/");
  const family = address.includes("%") ? 0 : isIP(address);
  if (family === 0 || more.length > 0)
    return 'must be an address or a network, such as "10.1.2.3" or "10.0.0.0/8"';
  if (bits === undefined) return undefined;
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128))
    return `must end in a number of bits from 1 to ${family === 4 ? 32 : 128}`;
  return Number(bits) === 0 ? "must not be everybody: name the proxy's own address" : undefined;
}
