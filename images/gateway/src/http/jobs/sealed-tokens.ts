import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Problem } from '../../problem';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Lengths tell nothing then, such as how long a job's name is. */
const PADDED_TO = 256;
const LONGEST = 4096;

/**
 * Tokens that nobody can read, and that nobody but who was given one can use: a place in the list of all runs names the run that it is at,
 * also where the caller may not know of that one. Good until the gateway's next start.
 */
export class SealedTokens {
  private readonly key = randomBytes(32);

  /** @param token without spaces */
  seal(token: string, principal: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(principal));
    const padded = token.padEnd(Math.ceil(token.length / PADDED_TO) * PADDED_TO);
    return Buffer.concat([nonce, cipher.update(padded, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  }

  /** @throws Problem 400 `bad-token` where it was not given to this caller */
  open(sealed: string, principal: string): string {
    try {
      if (sealed.length > LONGEST) throw new RangeError(`got a token of ${sealed.length} characters`);
      const bytes = Buffer.from(sealed, 'base64url');
      const [end, tag] = [bytes.length - TAG_BYTES, bytes.subarray(-TAG_BYTES)];
      const decipher = createDecipheriv(ALGORITHM, this.key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(principal)).setAuthTag(tag);
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, end)), decipher.final()]).toString('utf8').trimEnd();
    } catch (cause) {
      throw new Problem(400, 'bad-token', 'got a token that no page of this list has given you, expected the next of an earlier page; begin without one', {}, { cause });
    }
  }
}
