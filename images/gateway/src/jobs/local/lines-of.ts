import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** Longest line that is kept: what comes after is left out. */
export const MAX_LINE = 4096;

/**
 * Hands on the lines of a stream, cut after so many characters: one without end takes no more room than others.
 * @returns resolves at the end of the stream
 */
export function linesOf(stream: Readable, take: (line: string) => void): Promise<void> {
  const decoder = new StringDecoder('utf8');
  let line = '';
  let begun = false;
  const add = (text: string): void => {
    const parts = text.split('\n');
    for (const [index, part] of parts.entries()) {
      if (line.length <= MAX_LINE) line += part.slice(0, MAX_LINE + 1 - line.length);
      begun ||= part !== '';
      if (index === parts.length - 1) break;
      tell();
    }
  };
  const tell = (): void => {
    take((line.endsWith('\r') ? line.slice(0, -1) : line).slice(0, MAX_LINE));
    [line, begun] = ['', false];
  };
  return new Promise((resolve) => {
    const end = (): void => {
      stream.removeAllListeners('data');
      add(decoder.end());
      if (begun) tell();
      resolve();
    };
    stream.on('data', (chunk: Buffer) => add(decoder.write(chunk)));
    stream.once('end', end).once('error', end);
  });
}
