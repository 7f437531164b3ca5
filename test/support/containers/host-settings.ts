import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execute } from './execute';
import { containersFolder } from './store';

/**
 * What this machine needs to reach its package mirrors (own authorities, mirrors, proxies), for builds.
 * It is mounted while a build runs, so no image keeps it; a machine without such settings gets no mounts at all.
 * Proxies in the environment are handed on by buildah itself.
 */
export interface HostSettings {
  /** Arguments for `buildah bud`. */
  readonly mounts: readonly string[];
  /** The mirror of Debian that this machine uses. @default http://deb.debian.org/debian */
  readonly debianMirror: string;
}

const defaultMirror = 'http://deb.debian.org/debian';

/** Reads this machine's settings for apt and pip. */
export async function hostSettings(): Promise<HostSettings> {
  const folder = path.join(containersFolder, 'host-settings');
  mkdirSync(folder, { recursive: true });
  const mounts: string[] = [];
  const mount = (name: string, target: string, content: string): void => {
    const source = path.join(folder, name);
    writeFileSync(source, content);
    chmodSync(source, 0o644);
    mounts.push('--volume', `${source}:${target}:ro`);
  };

  const mirror = debianMirror();
  const authorities = ownAuthorities(mirror);
  const inBuild = '/run/build-authorities.crt';
  if (authorities !== undefined) mount('authorities.crt', inBuild, readFileSync(authorities, 'utf8'));

  const apt = await aptSettings(authorities && inBuild);
  if (apt !== '') mount('apt.conf', '/etc/apt/apt.conf.d/99-build-machine', apt);
  if (entries('/etc/apt/auth.conf.d').length > 0) mounts.push('--volume', '/etc/apt/auth.conf.d:/etc/apt/auth.conf.d:ro');

  const pip = await pipSettings(authorities && inBuild);
  if (pip !== '') mount('pip.conf', '/etc/pip.conf', pip);

  return { mounts, debianMirror: mirror };
}

/** The file of authorities, where this machine trusts more than its distribution does; a minimal Debian has none at all for a mirror by https. */
function ownAuthorities(mirror: string): string | undefined {
  const { PIP_CERT, REQUESTS_CA_BUNDLE, SSL_CERT_FILE } = process.env;
  const named = [PIP_CERT, REQUESTS_CA_BUNDLE, SSL_CERT_FILE].find((file) => file !== undefined && file !== '' && existsSync(file));
  if (named !== undefined) return named;
  const common = '/etc/ssl/certs/ca-certificates.crt';
  return (mirror.startsWith('https:') || entries('/usr/local/share/ca-certificates').length > 0) && existsSync(common) ? common : undefined;
}

async function aptSettings(authorities: string | undefined): Promise<string> {
  const all = await execute('apt-config', ['dump']).catch(() => '');
  const kept = all.split('\n').filter((line) =>
    // Values are quoted; a script that finds the proxy stands on this machine only.
    /^Acquire::(?:https?::(?:Proxy|[^:]+::Proxy)|Check-(?:Date|Valid-Until)|Retries|ForceIPv[46])[: ]/i.test(line) && !/Auto-?Detect/i.test(line));
  if (authorities !== undefined) kept.push(`Acquire::https::CAInfo "${authorities}";`);
  return kept.length === 0 ? '' : `${kept.join('\n')}\n`;
}

async function pipSettings(authorities: string | undefined): Promise<string> {
  const listed = await execute('python3', ['-m', 'pip', 'config', 'list']).catch(() => '');
  const settings = new Map<string, string>();
  for (const line of listed.split('\n')) {
    const match = /^(?:global|:env:)\.(index-url|extra-index-url|trusted-host|proxy)='(.*)'$/.exec(line);
    // Several values stand on lines of their own.
    if (match !== null) settings.set(match[1]!, match[2]!.replaceAll('\\n', '\n    '));
  }
  if (authorities !== undefined) settings.set('cert', authorities);
  return settings.size === 0 ? '' : `[global]\n${[...settings].map(([key, value]) => `${key} = ${value}\n`).join('')}`;
}

function debianMirror(): string {
  const files = ['/etc/apt/sources.list', ...entries('/etc/apt/sources.list.d').map((name) => path.join('/etc/apt/sources.list.d', name))]
    .filter((file) => /\.(?:list|sources)$/.test(file) && existsSync(file));
  // Only a mirror of Debian itself will do: Ubuntu's has no trixie.
  const found = files.map((file) => /^(?:URIs:|deb\b.*?)\s*(https?:\/\/\S+\/debian)\/?(?:\s|$)/m.exec(readFileSync(file, 'utf8'))?.[1])
    .find((mirror) => mirror !== undefined);
  return found ?? defaultMirror;
}

function entries(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
