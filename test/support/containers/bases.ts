import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DEBIAN_KEYRING } from '../../../local/setup/image-tools';
import { execute } from './execute';
import type { HostSettings } from './host-settings';
import { buildah, containersFolder, podman } from './store';

const registry = 'public.ecr.aws/docker/library';
const debian = `${registry}/debian:trixie-slim`;
const basesFolder = path.join(__dirname, 'bases');

/** The binary of Node 24 as published on npm, with the hash of its package for each processor. */
const node = {
  version: '24.21.0',
  integrity: {
    x64: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    arm64: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  } as Readonly<Record<string, string>>,
};

/** What the official image sets beyond a minimal Debian. @see https://github.com/debuerreotype/debuerreotype (docker-debian-image scripts) */
const slimFiles: Readonly<Record<string, string>> = {
  'etc/apt/apt.conf.d/docker-clean': [
    'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };',
    'APT::Update::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };',
    'Dir::Cache::pkgcache ""; Dir::Cache::srcpkgcache "";',
  ].join('\n'),
  'etc/apt/apt.conf.d/docker-no-languages': 'Acquire::Languages "none";',
  'etc/dpkg/dpkg.cfg.d/docker': ['force-unsafe-io', ...['doc', 'info', 'linda', 'lintian', 'man'].map((name) => `path-exclude /usr/share/${name}/*`),
    'path-exclude /usr/share/locale/*', 'path-include /usr/share/locale/locale.alias', 'path-include /usr/share/doc/*/copyright'].join('\n'),
  // A service must not start while its package is installed.
  'usr/sbin/policy-rc.d': '#!/bin/sh\nexit 101',
  'etc/resolv.conf': '',
  'etc/apt/sources.list': '',
};

/** The official image's sources: the release, its updates and its security fixes. */
function aptSources(mirror: string): string {
  const security = mirror.endsWith('//deb.debian.org/debian') ? `${mirror}-security` : 'http://deb.debian.org/debian-security';
  const source = (uri: string, suites: string): string => ['Types: deb', `URIs: ${uri}`, `Suites: ${suites}`, 'Components: main',
    'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg'].join('\n');
  return `${source(mirror, 'trixie trixie-updates')}\n\n${source(security, 'trixie-security')}`;
}

/**
 * Makes the images that the Dockerfiles build upon, under the very names that stand in their FROM, since the official ones
 * can't be had without a registry. What is there already, by the same recipe, stays.
 */
export async function ensureBases(settings: HostSettings): Promise<void> {
  await ensureBase(debian, recipe(aptSources(settings.debianMirror), JSON.stringify(slimFiles)), (label) => makeDebian(label, settings));
  for (const [name, tag, before] of [
    ['python', `${registry}/python:3.13-slim-trixie`, undefined],
    ['node', `${registry}/node:24-trixie-slim`, fetchNode],
  ] as const) {
    const folder = path.join(basesFolder, name);
    const dockerfile = readFileSync(path.join(folder, 'Dockerfile'), 'utf8');
    const debianId = (await podman(['image', 'inspect', '--format', '{{.Id}}', debian])).trim();
    await ensureBase(tag, recipe(debianId, dockerfile, JSON.stringify(node)), async (label) => {
      const context = before === undefined ? folder : await before();
      await buildah(['bud', '--isolation', 'chroot', '--pull-never', '--label', label, ...settings.mounts,
        '--tag', tag, '--file', path.join(folder, 'Dockerfile'), context]);
    });
  }
}

const recipeLabel = 'cdk-lighttpd-luigi.stand-in';

function recipe(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

async function ensureBase(name: string, wanted: string, make: (label: string) => Promise<void>): Promise<void> {
  const present = await podman(['image', 'inspect', '--format', `{{ index .Config.Labels "${recipeLabel}" }}`, name]).catch(() => '');
  if (present.trim() === wanted) return;
  process.stderr.write(`making a stand-in for ${name}\n`);
  await make(`${recipeLabel}=${wanted}`);
}

async function makeDebian(label: string, settings: HostSettings): Promise<void> {
  const folder = mkdtempSync(path.join(containersFolder, 'trixie-'));
  try {
    const root = path.join(folder, 'root');
    await execute('debootstrap', ['--variant=minbase', `--keyring=${DEBIAN_KEYRING}`, 'trixie', root, settings.debianMirror]);
    const files = { ...slimFiles, 'etc/apt/sources.list.d/debian.sources': aptSources(settings.debianMirror) };
    for (const [name, content] of Object.entries(files)) writeFileSync(path.join(root, name), content === '' ? '' : `${content}\n`);
    chmodSync(path.join(root, 'usr/sbin/policy-rc.d'), 0o755);
    for (const name of ['usr/share/doc', 'usr/share/man', 'usr/share/info', 'usr/share/locale', 'var/lib/apt/lists', 'var/cache/apt', 'var/log', 'dev']) {
      for (const entry of readdirSync(path.join(root, name))) rmSync(path.join(root, name, entry), { recursive: true, force: true });
    }
    mkdirSync(path.join(root, 'var/cache/apt/archives/partial'), { recursive: true });
    const container = (await buildah(['from', 'scratch'])).trim();
    const archive = path.join(folder, 'root.tar');
    await execute('tar', ['--create', '--numeric-owner', '--xattrs', '--directory', root, '--file', archive, '.']);
    await buildah(['add', container, archive, '/']);
    await buildah(['config', '--env', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', '--cmd', 'bash', '--label', label, container]);
    await buildah(['commit', '--rm', container, debian]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Fetches Node's binary from npm; gives back a folder that holds it and nothing else. */
async function fetchNode(): Promise<string> {
  const name = `node-linux-${process.arch}`;
  const integrity = node.integrity[process.arch];
  if (integrity === undefined) {
    throw new Error(`no Node ${node.version} is known for the processor ${process.arch}, expected one of ${Object.keys(node.integrity).join(', ')}`);
  }
  const folder = path.join(containersFolder, `${name}-${node.version}`);
  if (existsSync(path.join(folder, 'node'))) return folder;
  const download = mkdtempSync(path.join(containersFolder, 'npm-'));
  try {
    await execute('npm', ['pack', '--silent', `${name}@${node.version}`, '--pack-destination', download], { env: { npm_config_dry_run: 'false' } });
    const archive = path.join(download, readdirSync(download)[0]!);
    const got = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    if (got !== integrity) throw new Error(`${name}@${node.version} has the hash ${got}, expected ${integrity}`);
    mkdirSync(folder, { recursive: true });
    await execute('tar', ['--extract', '--gzip', '--file', archive, '--directory', folder, '--strip-components=2', 'package/bin/node']);
    return folder;
  } finally {
    rmSync(download, { recursive: true, force: true });
  }
}
