// What the pages do beyond plain HTML. Every page works without it; it adds keys, live messages and comfort.
import { watchConnection } from "./connection.js";
import { prepareForms } from "./forms.js";
import { prepareHelp } from "./help.js";
import { listenToKeys } from "./keys.js";
import { announceQueue, followTranscript } from "./live.js";

document.documentElement.classList.add("js");
watchConnection();
prepareForms();
prepareHelp();
listenToKeys();
announceQueue();
followTranscript();
