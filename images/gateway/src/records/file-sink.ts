import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DecisionSink, RecordLine } from './decision';

const NEWLINE = 0x0a;

/** The calls to the file system that the sink makes: tests make them fail. */
export interface FileSystem {
  open(path: string, flags: number, mode?: number): Promise<FileHandle>;
  stat(path: string): Promise<{ readonly ino: number; readonly dev: number }>;
}

/**
 * Decision log as a file of JSON lines, for one machine.
 *
 * Appends only, and resolves once the data is on disk (fdatasync). Made with mode 0600; an existing file keeps its mode.
 * May be rotated by renaming: the next write makes a new file (never by copying and truncating, which loses records).
 * After a crash or a failed write the file may hold part of a line: it is ended before going on, so two records never merge,
 * and stays as a line that is not JSON.
 */
export class FileSink implements DecisionSink {
  private handle?: FileHandle;
  private identity?: { readonly ino: number; readonly dev: number };
  /** Whether the file ends within a line. */
  private torn = false;

  /**
   * @param path of the file; its folder must exist
   */
  constructor(private readonly path: string, private readonly fileSystem: FileSystem = { open, stat }) {}

  async write(lines: readonly RecordLine[]): Promise<void> {
    const handle = await this.current();
    try {
      const text = lines.map(({ line }) => `${line}\n`).join('');
      await writeFully(handle, Buffer.from(this.torn ? `\n${text}` : text));
      this.torn = false;
      await handle.datasync();
      // Removed since it was looked at: what was written is nowhere to be read.
      if ((await handle.stat()).nlink === 0) throw new Error('got a decision log file that was removed while it was written to, expected it to be renamed only');
    } catch (error) {
      // After a failed write or sync nothing is known about the file's end: look again with a new handle.
      await this.close().catch(() => undefined);
      throw error;
    }
  }

  async close(): Promise<void> {
    const handle = this.handle;
    this.handle = undefined;
    await handle?.close();
  }

  /** The open file, as long as it is still the one that the path names. */
  private async current(): Promise<FileHandle> {
    if (this.handle !== undefined) {
      const named = await this.fileSystem.stat(this.path).catch(() => undefined);
      if (named !== undefined && named.ino === this.identity?.ino && named.dev === this.identity.dev) return this.handle;
      await this.close();
    }
    return this.reopen();
  }

  private async reopen(): Promise<FileHandle> {
    const { O_RDWR, O_APPEND, O_CREAT, O_NOCTTY, O_NONBLOCK } = constants;
    // O_NONBLOCK: a FIFO is refused below instead of waited on.
    const handle = await this.fileSystem.open(this.path, O_RDWR | O_APPEND | O_CREAT | O_NOCTTY | O_NONBLOCK, 0o600);
    try {
      const found = await handle.stat();
      if (!found.isFile()) throw new Error('got a decision log path that names no regular file, expected a file or a name that is free');
      this.torn = found.size > 0 && await lastByte(handle, found.size) !== NEWLINE;
      if (found.size === 0) await this.syncFolder();
      this.identity = { ino: found.ino, dev: found.dev };
      this.handle = handle;
      return handle;
    } catch (error) {
      await handle.close().catch(() => undefined);
      throw error;
    }
  }

  /** A new file's name is on disk only when its folder is. */
  private async syncFolder(): Promise<void> {
    const folder = await this.fileSystem.open(dirname(this.path), constants.O_RDONLY);
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
}

async function lastByte(handle: FileHandle, size: number): Promise<number | undefined> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return bytesRead === 1 ? buffer[0] : undefined;
}

/** A disk that runs full takes part of what it is given, and says so only on the next call. */
async function writeFully(handle: FileHandle, data: Buffer): Promise<void> {
  let written = 0;
  while (written < data.length) {
    const { bytesWritten } = await handle.write(data, written, data.length - written);
    if (bytesWritten === 0) throw new Error('got no bytes written to the decision log file, expected some');
    written += bytesWritten;
  }
}
