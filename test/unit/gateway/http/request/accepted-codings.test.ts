import { acceptedCodings } from '../../../../../images/gateway/src/http/request/accepted-codings';

describe('an Accept-Encoding that goes on for kilobytes', () => {
  test.each([',', 'br,', 'br;q=0.1;'])('of %j again and again is not gone through, and takes nothing', (part) => {
    expect(acceptedCodings(`gzip,${part.repeat(20_000)}`)).toEqual({ br: false, gzip: false });
  });

  test('is nobody\'s: one of a kilobyte is understood', () => {
    expect(acceptedCodings(`${'x,'.repeat(500)}br`)).toEqual({ br: true, gzip: false });
  });
});
