/** Tells the person at the terminal what set-up does. Writes to stderr: stdout belongs to results. */
export class Report {
  private readonly terminal = process.stderr.isTTY === true;

  /** @param quiet says nothing but what goes wrong */
  constructor(private readonly quiet = false) {}

  /** One line. */
  say(line: string): void {
    if (!this.quiet) process.stderr.write(`${line}\n`);
  }

  /** One line that must be seen. */
  warn(line: string): void {
    process.stderr.write(`${this.terminal ? '\x1b[33m' : ''}${line}${this.terminal ? '\x1b[0m' : ''}\n`);
  }

  /**
   * Says what begins, shows that it goes on (each second on a terminal, each 15 s elsewhere), and how long it took.
   * @param work is given a function that tells its latest progress
   */
  async step<T>(title: string, work: (progress: (line: string) => void) => Promise<T>): Promise<T> {
    const startedAt = Date.now();
    let latest = '';
    const seconds = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
    if (!this.terminal) this.say(`  ${title} ...`);
    const timer = setInterval(() => {
      if (this.quiet) return;
      if (this.terminal) process.stderr.write(`\r\x1b[2K${progressLine(title, seconds(), latest, process.stderr.columns || 80)}`);
      else process.stderr.write(`  ${title}, ${seconds()}: ${latest.slice(0, 100)}\n`);
    }, this.terminal ? 500 : 15_000);
    try {
      const result = await work((line) => { latest = line; });
      this.say(`${this.terminal ? '\r\x1b[2K' : ''}  ${title}: done in ${seconds()}`);
      return result;
    } catch (error) {
      // Who pressed Ctrl-C knows why it ended.
      const cancelled = error instanceof Error && error.name === 'AbortError';
      if (!cancelled) this.say(`${this.terminal ? '\r\x1b[2K' : ''}  ${title}: failed after ${seconds()}`);
      throw error;
    } finally {
      clearInterval(timer);
    }
  }
}

/**
 * What is painted over and over while a step goes on. Never wider than the terminal: a line that wraps can't be painted over.
 * @param latest what the command wrote last; its control characters are left out
 */
export function progressLine(title: string, passed: string, latest: string, columns: number): string {
  const room = columns - 1;
  const named = title.length + passed.length + 4 > room ? `${title.slice(0, Math.max(0, room - passed.length - 5))}…` : title;
  const line = `  ${named}  ${passed}`;
  return `${line}  ${latest.replace(/\p{Cc}/gu, '')}`.slice(0, room).trimEnd();
}
