"""A small bot on an unchanged discord.py, pointed at the fake Discord by its public settings.

Started by tests/it/smoke.rs; see README.md beside this file. Exits 0 when told goodbye.
"""

import os

import discord
import yarl
from discord import app_commands

discord.http.Route.BASE = os.environ["FAKE_API"] + "/v10"
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["FAKE_GATEWAY"])


class Bot(discord.Client):
    def __init__(self):
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        super().__init__(intents=intents, allowed_mentions=discord.AllowedMentions.none())
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self):
        await self.tree.sync()

    async def on_message(self, message):
        if message.author == self.user:
            return
        if message.guild is not None and self.user not in message.mentions:
            return
        if "goodbye" in message.content:
            await message.reply("bye", mention_author=False)
            await self.close()
        else:
            await message.reply(f"heard: {message.clean_content}", mention_author=False)


class More(discord.ui.View):
    @discord.ui.button(label="More", custom_id="more")
    async def more(self, interaction, _button):
        await interaction.response.edit_message(content="pressed", view=None)


bot = Bot()


@bot.tree.command(name="ask", description="Ask a question")
@app_commands.describe(question="What you want to know")
async def ask(interaction: discord.Interaction, question: str):
    await interaction.response.send_message(f"answer to {question}", view=More())
    await interaction.edit_original_response(content=f"better answer to {question}")
    await interaction.followup.send("one more thing", ephemeral=True)


@ask.autocomplete("question")
async def complete(_interaction, current: str):
    return [app_commands.Choice(name=f"{current} again", value=current)]


@bot.tree.command(name="slow", description="Takes its time")
async def slow(interaction: discord.Interaction):
    await interaction.response.defer(ephemeral=True)
    await interaction.followup.send("at last")


@bot.tree.context_menu(name="Answer this")
async def answer_this(interaction: discord.Interaction, message: discord.Message):
    await interaction.response.send_message(f"about: {message.content}")


@bot.tree.error
async def failed(_interaction, error):
    # A failure must end the script, or the test would wait for nothing.
    os._exit(f"{error!r}" and 3)


bot.run(os.environ["FAKE_TOKEN"])
