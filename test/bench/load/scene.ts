import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BareLuigid } from '../../support/luigi/bare-luigid';
import { startFront, type Front } from '../front';
import { callPath, Connection } from './connection';
import { MappingFolder } from './mappings';
import { OAuth2Proxy } from './oauth2-proxy';
import { oauth2ProxyProgram } from './oauth2-proxy-program';
import type { Scheduler } from './stock-workers';
import { fill } from './tasks';

/** What is measured beside what. */
export type SideName = 'bare luigid' | 'oauth2-proxy' | 'service';

/** One of them. */
export interface Side {
  readonly name: SideName;
  /** Where people come in. */
  readonly url: string;
  /** What proves that they are members of a group, and which; bare luigid and oauth2-proxy don't tell groups apart. */
  headersOf(group: string, member?: string): Record<string, string>;
  /** Where workers come in. oauth2-proxy has nothing for them: they go to the luigid behind it. */
  readonly workers: Scheduler;
  /** The luigid at the end of it, which nothing stands before. */
  readonly luigidUrl: string;
}

/**
 * Waits until every luigid has got through what viewers have left behind who are gone: also those of other sides, which would take a
 * processor from the side that is measured next.
 */
export async function settled({ sides }: Pick<Scene, 'sides'>): Promise<void> {
  await Promise.all([...new Set(sides.map(({ luigidUrl }) => luigidUrl))].map(async (luigidUrl) => {
    const connection = new Connection(luigidUrl);
    // It answers in turn; twice, since the first may come before what has not been read yet.
    for (let time = 0; time < 2; time += 1) await connection.get(callPath('is_paused', {}));
    connection.close();
  }));
}

/** What is in a scene. */
export interface SceneOptions {
  readonly tasks: number;
  /** Whether oauth2-proxy is a side, where it can be had. @default false */
  readonly withProxy?: boolean;
  /** Whether the bare luigid gets the tasks too. @default true */
  readonly bareToo?: boolean;
}

/** The service, a bare luigid, and oauth2-proxy in front of that luigid, with as many tasks: they are measured in turns. */
export class Scene {
  private constructor(
    readonly front: Front, readonly bare: BareLuigid, private readonly proxy: OAuth2Proxy | undefined, private readonly mappings: MappingFolder,
    /** Why oauth2-proxy is not here; undefined where it is, or was not asked for. */
    readonly proxyMissing: string | undefined,
    private readonly bareToo: boolean,
  ) {}

  /** Starts all of it. */
  static async start(name: string, options: SceneOptions): Promise<Scene> {
    const mappings = new MappingFolder();
    const bare = await BareLuigid.start();
    let front: Front | undefined;
    try {
      front = await startFront(name, mappings.path);
      const found = options.withProxy === true ? await oauth2ProxyProgram() : undefined;
      const missing = found !== undefined && 'missing' in found ? found.missing : undefined;
      if (missing !== undefined) console.error(`oauth2-proxy is SKIPPED: ${missing}`);
      const proxy = found !== undefined && 'program' in found
        ? await OAuth2Proxy.start(found.program, { upstream: bare.url, tls: keyPairOf(front), folder: front.service.folder })
        : undefined;
      const scene = new Scene(front, bare, proxy, mappings, missing, options.bareToo ?? true);
      await scene.fill(options.tasks);
      return scene;
    } catch (error) {
      await front?.stop();
      await bare.stop();
      mappings.remove();
      throw error;
    }
  }

  /** Reports tasks to both luigids, up to that number. */
  async fill(to: number, from = 0): Promise<void> {
    if (to <= from) return;
    await Promise.all([...(this.bareToo ? [this.bare.url] : []), this.front.luigidUrl].map((url) => fill(url, to, from)));
  }

  get sides(): Side[] {
    const { front, bare, proxy } = this;
    const { workerUrl, workerCredential } = front.service;
    const basic = { authorization: `Basic ${Buffer.from(workerCredential).toString('base64')}` };
    return [
      { name: 'bare luigid', url: bare.url, headersOf: () => ({}), workers: { url: bare.url }, luigidUrl: bare.url },
      ...(proxy === undefined ? [] : [{
        name: 'oauth2-proxy' as const, url: proxy.url, headersOf: () => ({ ...proxy.headers }), workers: { url: bare.url }, luigidUrl: bare.url,
      }]),
      { name: 'service', url: front.url, headersOf: (group, member) => front.headersOf(group, member), workers: { url: workerUrl, headers: basic }, luigidUrl: front.luigidUrl },
    ];
  }

  async stop(): Promise<void> {
    await this.proxy?.stop();
    await this.front.stop();
    await this.bare.stop();
    this.mappings.remove();
  }
}

function keyPairOf(front: Front): { readonly cert: string; readonly key: string } {
  const cert = front.service.workerCertificate;
  const key = join(dirname(cert), 'key.pem');
  if (!existsSync(key)) throw new Error('lighttpd has no key file, expected the one that it made');
  return { cert, key };
}
