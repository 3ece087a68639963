/* What the types of playwright-core name of a browser. The library "dom" would give every test what no test has. */

interface Node {
  readonly nodeName: string;
}
interface HTMLElement extends Node {
  readonly tagName: string;
}
interface SVGElement extends Node {
  readonly tagName: string;
}
interface HTMLElementTagNameMap {
  readonly table: HTMLElement;
}
