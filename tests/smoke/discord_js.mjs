// A small bot on an unchanged discord.js, pointed at the fake Discord by its public settings.
// Started by tests/it/smoke.rs; see README.md beside this file. Exits 0 when told goodbye.

import { createRequire } from "node:module";
import path from "node:path";

// The library lives outside this repository: imports of modules would look beside this file.
const require = createRequire(path.join(process.env.SMOKE_NODE_MODULES, "smoke.js"));
const {
  ActionRowBuilder,
  ApplicationCommandType,
  ButtonBuilder,
  ButtonStyle,
  Client,
  ContextMenuCommandBuilder,
  Events,
  GatewayIntentBits,
  MessageFlags,
  Partials,
  SlashCommandBuilder,
} = require("discord.js");

const client = new Client({
  intents: [
    GatewayIntentBits.Guilds,
    GatewayIntentBits.GuildMessages,
    GatewayIntentBits.DirectMessages,
  ],
  // Without it the library drops messages of direct channels it has not seen.
  partials: [Partials.Channel],
  allowedMentions: { parse: [], repliedUser: false },
  rest: { api: process.env.FAKE_API },
});

const commands = [
  new SlashCommandBuilder()
    .setName("ask")
    .setDescription("Ask a question")
    .addStringOption((option) =>
      option
        .setName("question")
        .setDescription("What you want to know")
        .setRequired(true)
        .setAutocomplete(true),
    ),
  new SlashCommandBuilder().setName("slow").setDescription("Takes its time"),
  new ContextMenuCommandBuilder().setName("Answer this").setType(ApplicationCommandType.Message),
].map((command) => command.toJSON());

client.once(Events.ClientReady, () => client.application.commands.set(commands));

client.on(Events.MessageCreate, async (message) => {
  if (message.author.bot) return;
  if (message.guild && !message.mentions.users.has(client.user.id)) return;
  if (message.content.includes("goodbye")) {
    await message.reply("bye");
    await client.destroy();
  } else {
    await message.reply(`heard: ${message.cleanContent}`);
  }
});

client.on(Events.InteractionCreate, async (interaction) => {
  if (interaction.isAutocomplete()) {
    const current = interaction.options.getFocused();
    await interaction.respond([{ name: `${current} again`, value: current }]);
  } else if (interaction.isButton()) {
    await interaction.update({ content: "pressed", components: [] });
  } else if (interaction.isMessageContextMenuCommand()) {
    await interaction.reply(`about: ${interaction.targetMessage.content}`);
  } else if (interaction.commandName === "slow") {
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    await interaction.followUp("at last");
  } else {
    const question = interaction.options.getString("question", true);
    const more = new ButtonBuilder()
      .setCustomId("more")
      .setLabel("More")
      .setStyle(ButtonStyle.Primary);
    const components = [new ActionRowBuilder().addComponents(more)];
    await interaction.reply({ content: `answer to ${question}`, components });
    await interaction.editReply(`better answer to ${question}`);
    await interaction.followUp({ content: "one more thing", flags: MessageFlags.Ephemeral });
  }
});

// A failure must end the script, or the test would wait for nothing.
process.on("unhandledRejection", (error) => {
  console.error(error);
  process.exit(3);
});
client.on(Events.Error, (error) => {
  throw error;
});

await client.login(process.env.FAKE_TOKEN);
