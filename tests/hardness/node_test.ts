import { hardnessSuite } from "./hardness_suite.ts";

hardnessSuite("node");
