import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** A network as it was written: the address may have bits beyond its length. */
export interface Network {
  readonly family: 'ipv4' | 'ipv6';
  readonly address: string;
  readonly length: number;
}

/** IPv4 addresses in IPv6 (RFC 4291, section 2.5.5.2), as a socket for both tells them. */
const mapped = new BlockList();
mapped.addSubnet('::ffff:0:0', 96, 'ipv6');

const form = /^([^/]+)\/(\d{1,3})$/;

/** Reads `address/length`; what is wrong is told as the end of a sentence. */
export function parseNetwork(text: string): Network | string {
  const [, address = '', digits = ''] = form.exec(text) ?? [];
  if (address === '') {
    if (isIPv4(text)) return `; one address is "${text}/32"`;
    if (isIPv6(text)) return `; one address is "${text}/128"`;
    return '; a network is an address and a length, such as 10.0.0.0/8 or fd00::/8';
  }
  const length = Number(digits);
  if (isIPv4(address) && length <= 32) return { family: 'ipv4', address, length };
  if (isIPv6(address) && !address.includes('%') && length <= 128) {
    return length >= 96 && mapped.check(address, 'ipv6')
      ? '; an IPv4 network is written as such: 10.0.0.0/8 holds for mapped addresses too'
      : { family: 'ipv6', address, length };
  }
  return '; a network is an address and a length, such as 10.0.0.0/8 or fd00::/8';
}

/** The one way to write a network: no bits beyond its length, IPv6 in lower case and short (RFC 5952). */
export function canonicalNetwork({ family, address, length }: Network): string {
  const bits = family === 'ipv4' ? 32 : 128;
  const kept = (toNumber(family, address) >> BigInt(bits - length)) << BigInt(bits - length);
  return `${toText(family, kept)}/${length}`;
}

/** The network of twice the size around this one; `undefined` for all addresses. */
export function widened(text: string): string | undefined {
  const network = parseNetwork(text);
  if (typeof network === 'string' || network.length === 0) return undefined;
  return canonicalNetwork({ ...network, length: network.length - 1 });
}

/** The first address of a network and, if there is one, the first behind it. */
export function networkEdges(text: string): readonly string[] {
  const network = parseNetwork(text);
  if (typeof network === 'string') return [];
  const bits = network.family === 'ipv4' ? 32 : 128;
  const first = toNumber(network.family, network.address);
  const behind = first + (1n << BigInt(bits - network.length));
  return [first, behind].filter((value) => value < 1n << BigInt(bits)).map((value) => toText(network.family, value));
}

function toNumber(family: Network['family'], address: string): bigint {
  const pieces = family === 'ipv4' ? address.split('.').map(Number) : groups(address);
  const width = family === 'ipv4' ? 8n : 16n;
  return pieces.reduce((total, piece) => (total << width) | BigInt(piece), 0n);
}

// The URL standard writes IPv6 as RFC 5952 has it; its parser also takes the IPv4 tail.
function groups(address: string): readonly number[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const numbers = (text: string): number[] => (text === '' ? [] : text.split(':').map((group) => parseInt(group, 16)));
  if (tail === undefined) return numbers(head);
  const [before, after] = [numbers(head), numbers(tail)];
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
}

function toText(family: Network['family'], value: bigint): string {
  const count = family === 'ipv4' ? 4 : 8;
  const width = family === 'ipv4' ? 8n : 16n;
  const pieces = Array.from(
    { length: count },
    (_, place) => (value >> (width * BigInt(count - 1 - place))) & ((1n << width) - 1n),
  );
  if (family === 'ipv4') return pieces.join('.');
  return new URL(`http://[${pieces.map((piece) => piece.toString(16)).join(':')}]`).hostname.slice(1, -1);
}

/**
 * Whether an address lies in one of several networks. The families are apart: `::/0` holds for no IPv4 address, and a mapped
 * address is the IPv4 address that it holds.
 */
export function compileNetworks(cidr: readonly string[]): (ip: string) => boolean {
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const text of cidr) {
    const parsed = parseNetwork(text);
    if (typeof parsed !== 'string') lists[parsed.family].addSubnet(parsed.address, parsed.length, parsed.family);
  }
  return (ip) => {
    if (isIPv4(ip)) return lists.ipv4.check(ip, 'ipv4');
    return lists[mapped.check(ip, 'ipv6') ? 'ipv4' : 'ipv6'].check(ip, 'ipv6');
  };
}
