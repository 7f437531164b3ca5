import { error, ok } from '../../../../../bin/cli/doctor/finding';
import { doctorText } from '../../../../../bin/cli/doctor/report';

describe('what the doctor tells people', () => {
  const [cause, cure] = ['what answers may not be the service\'s load balancer', 'see whom the name leads to'];
  const told = (...whats: readonly string[]) => doctorText('https://luigi.example.com', whats.map((what) => ({ check: 'login', ...error(what, cause, cure) })));

  test('has each cause once: of further findings it says where it stands', () => {
    expect(told('one', 'two', 'three').split('\n')).toEqual([
      'https://luigi.example.com', '',
      'FAIL  login: one', `      cause  ${cause}`, `      cure   ${cure}`,
      'FAIL  login: two', '      cause  as of login above',
      'FAIL  login: three', '      cause  as of login above',
      '', '3 errors, 0 warnings, 0 ok, 0 not looked at', '',
    ]);
  });

  test('has a cause again that asks for another cure', () => {
    const text = doctorText('https://luigi.example.com', [
      { check: 'login', ...error('one', cause, cure) }, { check: 'api', ...error('two', cause, 'something else') }, { check: 'clock', ...ok('fine') },
    ]);
    expect(text.match(/cause .*|cure .*/g)).toEqual([`cause  ${cause}`, `cure   ${cure}`, `cause  ${cause}`, 'cure   something else']);
  });
});
