/**
 * A 53-bit hash of a request id, as a safe integer: two FNV-1a lanes with different seeds, mixed. Half a million ids
 * collide with a probability of about 1e-5, and ids are only compared within one owner.
 */
export function hashId(id: string): number {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let i = 0; i < id.length; i++) {
    const code = id.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ (code + i), 0x85ebca6b);
    b ^= b >>> 13;
  }
  a ^= b >>> 16;
  a = Math.imul(a, 0xc2b2ae35) ^ (a >>> 15);
  return (b >>> 0) * 0x200000 + ((a >>> 0) & 0x1fffff);
}
