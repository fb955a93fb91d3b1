import '@hotwired/turbo';
import { Application } from '@hotwired/stimulus';
import ComposerController from './controllers/composer_controller.js';
import FlashController from './controllers/flash_controller.js';
import JournalController from './controllers/journal_controller.js';
import ListController from './controllers/list_controller.js';
import MenuController from './controllers/menu_controller.js';
import ReaderController from './controllers/reader_controller.js';
import SelectionController from './controllers/selection_controller.js';
import ShortcutsController from './controllers/shortcuts_controller.js';
import SignInController from './controllers/sign_in_controller.js';
import TargetsController from './controllers/targets_controller.js';
import { rememberTimeZone } from './models/time_zone.js';

rememberTimeZone();

const application = Application.start();
application.register('composer', ComposerController);
application.register('flash', FlashController);
application.register('journal', JournalController);
application.register('list', ListController);
application.register('menu', MenuController);
application.register('reader', ReaderController);
application.register('selection', SelectionController);
application.register('shortcuts', ShortcutsController);
application.register('sign-in', SignInController);
application.register('targets', TargetsController);
