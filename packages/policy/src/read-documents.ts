import type { PolicyDocument } from '@chatelaine/core';
import { maximumBundleBytes, maximumDocumentBytes, maximumDocumentName, maximumDocuments } from './limits.ts';
import type { PolicyProblem, PolicyProblemCode } from './problem.ts';
import { ProblemList } from './problem-list.ts';
import { readCanonicalSource } from './source/canonical-source.ts';
import { findHidden, quote } from './source/hidden-characters.ts';
import { LineIndex, type TextPosition } from './source/line-index.ts';
import { parseSource } from './source/parse-source.ts';
import type { Report } from './source/report.ts';
import type { SourceNode } from './source/source-node.ts';
import { isJson } from './source/is-json.ts';

/** Documents that were read. They are to be used only if there is no problem. */
export interface ReadDocuments<Read> {
  readonly documents: readonly Read[];
  /** In the order of documents and lines; the first thousand. */
  readonly problems: readonly PolicyProblem[];
  /** How many there are. */
  readonly problemCount: number;
}

/** What reads one document that is well-formed. */
export interface DocumentReader<Read> {
  /** Whether canonical JSON may be read without places. */
  readonly takesCanonical?: boolean;
  /** Gives it a meaning. `undefined` only where something was reported. */
  read(root: SourceNode, place: DocumentPlace, report: Report): Read | undefined;
  /** Reports what is wrong with a document beside those before it. */
  checkBeside?(read: Read, earlier: readonly Read[], problems: ProblemList): void;
}

interface DocumentPlace {
  /** The name of the file, as given. */
  readonly name: string;
  readonly positionOf: (offset: number) => TextPosition;
  /** False for canonical JSON: all offsets are 0. */
  readonly hasPlaces: boolean;
}

/** Reads every document of a list, whatever is wrong with the others. */
export function readDocuments<Read>(
  documents: readonly PolicyDocument[],
  reader: DocumentReader<Read>,
): ReadDocuments<Read> {
  const problems = new ProblemList();
  const refuse = (document: string, message: string): void => {
    problems.add({ document, line: 1, column: 1, code: 'invalid-document', message });
  };
  const labels: string[] = [];
  const read: Read[] = [];
  if (!isList(documents)) refuse('bundle', 'a bundle is a list of documents');
  else if (documents.length > maximumDocuments) {
    refuse('bundle', `the bundle has ${documents.length} documents; the most is ${maximumDocuments}`);
  } else {
    let bytes = 0;
    for (const [index, given] of documents.entries()) {
      const document = checkDocument(given, labels);
      const label = typeof document === 'string' ? `document ${index + 1}` : document.name;
      labels.push(label);
      if (typeof document === 'string') {
        refuse(label, document);
        continue;
      }
      bytes += Buffer.byteLength(document.text);
      if (bytes > maximumBundleBytes) {
        refuse(label, `with this document the bundle has more than ${maximumBundleBytes} bytes`);
        break;
      }
      const result = readText(document, reader, problems);
      if (result === undefined) continue;
      reader.checkBeside?.(result, read, problems);
      read.push(result);
    }
  }
  return { documents: read, problems: problems.sorted(labels), problemCount: problems.count };
}

// The type of the standard library turns what is not known into `any`.
function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** The document, or what makes it unreadable as such: callers may be untyped. */
function checkDocument(document: unknown, earlier: readonly string[]): PolicyDocument | string {
  if (typeof document !== 'object' || document === null) return 'a document is an object with name and text';
  const { name, text } = document as Partial<Record<keyof PolicyDocument, unknown>>;
  if (typeof name !== 'string' || name.length === 0 || name.length > maximumDocumentName) {
    return `the name of a document is text of 1–${maximumDocumentName} characters`;
  }
  if (findHidden(name) !== undefined) return `the name ${quote(name)} holds a hidden character`;
  if (earlier.includes(name)) return `the bundle has another document of the name ${quote(name)}`;
  if (typeof text !== 'string') return `the text of ${quote(name)} must be a string`;
  const bytes = Buffer.byteLength(text);
  if (bytes > maximumDocumentBytes) return `${quote(name)} has ${bytes} bytes; the most is ${maximumDocumentBytes}`;
  return { name, text };
}

function readText<Read>(
  { name, text }: PolicyDocument,
  reader: DocumentReader<Read>,
  problems: ProblemList,
): Read | undefined {
  const canonical = reader.takesCanonical === true ? readCanonical(name, text, reader) : undefined;
  if (canonical !== undefined) return canonical;
  const lines = new LineIndex(text);
  const positionOf = (offset: number): TextPosition => lines.position(offset);
  const report = (offset: number, code: PolicyProblemCode, message: string): void => {
    problems.add({ document: name, ...positionOf(offset), code, message });
  };
  const before = problems.count;
  const root = parseSource(text, report);
  if (root !== undefined && name.toLowerCase().endsWith('.json') && !isJson(text)) {
    const message = 'the file is named .json and is not well-formed JSON; other tools would refuse it';
    report(root.offset, 'malformed', message);
  }
  const document = root && reader.read(root, { name, positionOf, hasPlaces: true }, report);
  // A document must never drop out unnoticed: it may hold the denies.
  if (document === undefined && problems.count === before) report(0, 'malformed', 'the document could not be read');
  return document;
}

const start: TextPosition = { line: 1, column: 1 };

/** What a document of canonical JSON says, unless something is wrong with it: then it is read again, with places. */
function readCanonical<Read>(name: string, text: string, reader: DocumentReader<Read>): Read | undefined {
  const root = readCanonicalSource(text);
  if (root === undefined) return undefined;
  let isFaulty = false;
  const read = reader.read(root, { name, positionOf: () => start, hasPlaces: false }, () => {
    isFaulty = true;
  });
  return isFaulty ? undefined : read;
}
