import { describeStates } from "./describe-states.ts";
import { chatStates } from "./gallery/states.ts";

describeStates("start page and conversation", chatStates);
