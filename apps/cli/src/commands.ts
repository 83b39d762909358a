import Animate from './commands/animate.js';
import Completion from './commands/completion.js';
import Doctor from './commands/doctor.js';
import Help from './commands/help.js';
import Probe from './commands/probe.js';
import TemplateCheck from './commands/template/check.js';
import TemplateList from './commands/template/list.js';
import TemplateShow from './commands/template/show.js';
import Version from './commands/version.js';

/** The whole command line; the key is the path of words. */
export const commands = {
  animate: Animate,
  completion: Completion,
  doctor: Doctor,
  help: Help,
  probe: Probe,
  'template:check': TemplateCheck,
  'template:list': TemplateList,
  'template:show': TemplateShow,
  version: Version,
};
