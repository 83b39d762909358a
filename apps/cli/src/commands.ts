import Animate from './commands/animate.js';
import Completion from './commands/completion.js';
import Doctor from './commands/doctor.js';
import Help from './commands/help.js';
import Plan from './commands/plan.js';
import Probe from './commands/probe.js';
import Stills from './commands/stills.js';
import TemplateCheck from './commands/template/check.js';
import TemplateList from './commands/template/list.js';
import TemplateShow from './commands/template/show.js';
import Version from './commands/version.js';

/** All commands by their oclif id, in the order of `cliploop --help`. */
export const commands = {
  animate: Animate,
  plan: Plan,
  stills: Stills,
  probe: Probe,
  'template:list': TemplateList,
  'template:show': TemplateShow,
  'template:check': TemplateCheck,
  doctor: Doctor,
  completion: Completion,
  help: Help,
  version: Version,
};
