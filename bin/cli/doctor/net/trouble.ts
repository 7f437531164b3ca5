import { visible } from '../../report/lines';

/** A connection that came to nothing. */
export class Trouble extends Error {
  public override readonly name = 'Trouble';

  /**
   * @param kind `refused`: nobody listens. `unreachable`: no way there. `timeout`: no answer in time. `reset`: ended without an answer. `tls`: no
   * agreement on TLS. `malformed`: what came is no HTTP. `local`: this machine can't
   */
  constructor(readonly kind: 'refused' | 'unreachable' | 'timeout' | 'reset' | 'tls' | 'malformed' | 'local', readonly code: string) {
    super(`${WORDS[kind]}${kind === 'timeout' ? '' : ` (${code})`}`);
  }

  /** What an error of Node's net, tls or http is. */
  static of(cause: unknown): Trouble {
    if (cause instanceof Trouble) return cause;
    const { code = '', message = '' } = cause as NodeJS.ErrnoException;
    const shown = visible(code === '' ? message : code).slice(0, 80);
    if (code === 'ECONNREFUSED') return new Trouble('refused', shown);
    if (['EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'ENETDOWN', 'EHOSTDOWN'].includes(code)) return new Trouble('unreachable', shown);
    if (code === 'ETIMEDOUT') return new Trouble('timeout', shown);
    if (/^ERR_SSL_NO_(?:PROTOCOLS|CIPHERS)_AVAILABLE$/.test(code) || code === 'ERR_TLS_INVALID_PROTOCOL_VERSION' || code === 'ERR_TLS_PROTOCOL_VERSION_CONFLICT') return new Trouble('local', shown);
    if (/^ERR_SSL_|^EPROTO$|^ERR_TLS_/.test(code)) return new Trouble('tls', shown);
    if (/^HPE_/.test(code)) return new Trouble('malformed', shown);
    if (['ECONNRESET', 'EPIPE', 'ECONNABORTED'].includes(code)) return new Trouble('reset', shown);
    return new Trouble('local', shown);
  }
}

const WORDS = {
  refused: 'nobody listens there',
  unreachable: 'there is no way there from this machine',
  timeout: 'there was no answer in time',
  reset: 'the connection was ended without an answer',
  tls: 'no agreement on TLS',
  malformed: 'what came is no HTTP',
  local: 'this machine could not ask',
};
