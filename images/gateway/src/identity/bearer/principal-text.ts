import { TOKEN_ISSUER_RULES } from '../../../../../lib/contract/token-issuer';

/**
 * Whether a claim's value can be part of a principal: a string of 1 to 256 printable characters, without space at either end. As the schema
 * of mappings has it; what does not fit could not be named there.
 */
export function isPrincipalText(value: unknown): value is string {
  return typeof value === 'string' && TOKEN_ISSUER_RULES.text.test(value);
}
