/** A fenced block of code in a Markdown text. */
export interface CodeBlock {
  /** The first word after the fence, such as `js`. */
  readonly language: string;
  /** Ends in a line break. */
  readonly text: string;
}

const fence = /^```(\w*)[^\n]*\n(.*?)^```$/gms;
const link = /\]\(([^)\s]+)\)/g;

/** The code blocks of a text, in order. */
export function codeBlocks(markdown: string): readonly CodeBlock[] {
  return [...markdown.matchAll(fence)].map(([, language = '', text = '']) => ({ language, text }));
}

/** The targets of links that lead to files of the repository, without their fragments. */
export function linkedFiles(markdown: string): readonly string[] {
  return [...markdown.matchAll(link)]
    .map(([, target = '']) => target.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target));
}
