"""What texts are about and how they sound: language, sentiment, themes, friction and journey stages."""
